import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  KubernetesError,
  KubernetesUnreachableError,
  type KubernetesApi,
} from "../../fallback-executors/kubernetes/api.ts";
import { createKubernetesApi } from "../../fallback-executors/kubernetes/api.ts";
import { kubeconfigOf, open, running, type Lab } from "./lab.ts";
import { until } from "../until.ts";

/** Connections of watches that a test cuts, and holds up until it lets them go on. */
interface Wire {
  readonly api: KubernetesApi;
  /** What watches of pods were answered with that is no news. */
  readonly errors: readonly unknown[];
  /** How often pods were listed. */
  lists(): number;
  cut(): void;
  mend(): void;
}

function wireTo(api: KubernetesApi, podsPath: string): Wire {
  const errors: unknown[] = [];
  let lists = 0;
  let isCut = new AbortController();
  let way = Promise.resolve();
  let mend = (): void => undefined;
  const isPods = (path: string): boolean => path.startsWith(`${podsPath}?`);
  return {
    errors,
    lists: () => lists,
    cut() {
      const { promise, resolve } = Promise.withResolvers<void>();
      way = promise;
      mend = resolve;
      isCut.abort();
      isCut = new AbortController();
    },
    mend: () => mend(),
    api: {
      stream: (request) => api.stream(request),
      config: () => api.config(),
      close: () => api.close(),
      json(request) {
        if (request.method === undefined && isPods(request.path)) lists += 1;
        return api.json(request);
      },
      async *lines(request) {
        if (!isPods(request.path)) {
          yield* api.lines(request);
          return;
        }
        await way;
        const cut = isCut.signal;
        const signal = AbortSignal.any([cut, ...(request.signal === undefined ? [] : [request.signal])]);
        try {
          for await (const line of api.lines({ ...request, signal })) {
            if (JSON.stringify(line).startsWith('{"type":"ERROR"')) errors.push(line);
            yield line;
          }
        } catch (error) {
          if (cut.aborted) throw new KubernetesUnreachableError("the connection broke");
          if (error instanceof KubernetesError) errors.push(error);
          throw error;
        }
      },
    },
  };
}

export function describeForgetful(lab: Lab): void {
  describe("an API server that has forgotten what a watch missed", { timeout: 600_000 }, () => {
    it("has all listed again: nothing is lost, and nothing told twice", async () => {
      // One with a cache has its own memory, which no test can wait for.
      const server = await lab.cluster.plainApi();
      const direct = createKubernetesApi({
        kubeconfig: kubeconfigOf(lab, "forgetful", { server }, { token: "admin-token" }),
      });
      const wire = wireTo(direct, "/api/v1/namespaces/default/pods");
      await using site = await open(lab, { api: wire.api });
      const { driver } = site;
      const short = { argv: ["/bin/sh", "-c", "sleep 12; exit 7"] } as const;
      const [goesOn, ends, vanishes] = [await running(site), await running(site, short), await running(site)];
      const before = { errors: wire.errors.length, lists: wire.lists() };
      wire.cut();
      await until("it has ended", async () =>
        JSON.stringify((await lab.cluster.ask("GET", site.podOf(ends))).body).includes('"phase":"Failed"'),
      );
      await lab.cluster.ask("DELETE", site.podOf(vanishes), { gracePeriodSeconds: 0 });
      await until(
        "it is gone",
        async () => (await lab.cluster.ask("GET", site.podOf(vanishes))).status === 404,
      );
      await lab.cluster.compact();
      wire.mend();
      const end = await driver.end(ends.taskId);
      assert.deepEqual([end.state, end.exitCode], ["failed", 7]);
      const gone = await driver.end(vanishes.taskId);
      assert.equal(gone.fault, "agent", JSON.stringify(gone));
      const told = wire.errors.slice(before.errors).map((error) => JSON.stringify(error) + String(error));
      assert.ok(
        told.some((text) => /Expired|too old resource version|compacted/.test(text)),
        told.join(),
      );
      assert.ok(wire.lists() > before.lists);
      const endings = driver.events.filter(
        (event) => event.type === "status" && event.update.acknowledgement !== undefined,
      );
      assert.deepEqual(
        endings.flatMap((event) => (event.type === "status" ? [event.update.taskId] : [])).toSorted(),
        [ends.taskId, vanishes.taskId].toSorted(),
      );
      driver.backend.reconcile([{ taskId: goesOn.taskId, agentId: "", access: "" }]);
      await driver.status(
        goesOn.taskId,
        ({ state, reconciliation }) => reconciliation && state === "running",
      );
      direct.close();
    });
  });
}
