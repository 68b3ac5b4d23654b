// Against the master and the agents of local-cluster/: real HTTP, real processes, real time.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { taskIdOf } from "../jobs/life/job.ts";
import type { Placement } from "../jobs/life/job.ts";
import { startLocalCluster } from "../local-cluster/start.ts";
import type { LocalCluster } from "../local-cluster/start.ts";
import type { BackendEvent, StatusUpdate, TaskLaunch } from "../offers/backend.ts";
import type { Offer } from "../offers/offer.ts";
import { aTask } from "./backend.builders.ts";
import { createMesosBackend } from "./mesos-backend.ts";
import { createMesosTaskAccess } from "./task-access/mesos-task-access.ts";

const credentials = { principal: "gd", secret: "s3cret" };
const user = userInfo().username;

describe("a cluster of one agent", { timeout: 240_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), "godocker-framework-"));
  let cluster: LocalCluster;
  before(async () => {
    const file = join(directory, "credentials.json");
    writeFileSync(file, JSON.stringify({ credentials: [credentials] }));
    cluster = await startLocalCluster({
      directory: join(directory, "cluster"),
      credentials: file,
      agents: [{ resources: "cpus:2;mem:1024;disk:1024;ports:[31000-31009]", attributes: "rack:r1" }],
    });
  });
  after(async () => {
    await cluster?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it("runs a task to its end, and shows its output", async () => {
    await using scheduler = await connect(cluster);
    const task = aTask({
      taskId: taskIdOf(1, undefined, 1, 1),
      argv: ["sh", "-c", 'printf "%s" "$GREETING"; exit 3'],
      env: { GREETING: "grüße" },
      account: { name: user },
    });
    const placement = await scheduler.launch(task);
    for (const state of ["starting", "running", "failed"] as const) {
      const update = await scheduler.status(task.taskId, state);
      assert.ok(update.acknowledgement, state);
      scheduler.backend.acknowledge(update);
    }
    assert.equal((await scheduler.status(task.taskId, "failed")).exitCode, 3);
    const { agents } = await scheduler.next((event) => event.type === "agents" && event);
    assert.equal(agents[0]?.attributes.rack, "r1");
    assert.equal(agents[0]?.total.cpusMilli, 2000);
    const read = await createMesosTaskAccess({ credentials }).read(
      { taskId: task.taskId, placement },
      "stdout",
      0,
      100,
    );
    assert.equal(Buffer.from(read?.bytes ?? []).toString(), "grüße");
    // Acknowledged to the end, the master has forgotten it.
    scheduler.backend.reconcile([{ ...task, ...placement }]);
    const answer = await scheduler.next(
      (event) => event.type === "status" && event.update.reconciliation && event.update,
    );
    assert.equal(answer.state, "gone");
  });

  it("kills a task, and finds it again for a scheduler that comes back under the same id", async () => {
    const task = aTask({
      taskId: taskIdOf(2, undefined, 1, 1),
      argv: ["sleep", "60"],
      account: { name: user },
      graceMs: 1000,
    });
    let placement: Placement;
    let registrationId: string;
    {
      await using first = await connect(cluster);
      registrationId = first.registrationId;
      placement = await first.launch(task);
      for (const state of ["starting", "running"] as const) {
        first.backend.acknowledge(await first.status(task.taskId, state));
      }
    }
    await using second = await connect(cluster, registrationId);
    assert.equal(second.registrationId, registrationId);
    second.backend.reconcile([]);
    const found = await second.status(task.taskId, "running");
    assert.equal(found.reconciliation, true);
    assert.equal(found.acknowledgement, undefined);
    second.backend.kill({ ...task, ...placement }, 1000);
    second.backend.acknowledge(await second.status(task.taskId, "killing"));
    const killed = await second.status(task.taskId, "killed");
    assert.equal(killed.signal, 15);
    second.backend.acknowledge(killed);
  });

  it("goes on after its master was killed", async () => {
    await using scheduler = await connect(cluster);
    await cluster.master.kill("SIGKILL");
    await scheduler.next((event) => event.type === "disconnected" && event);
    await cluster.master.start();
    const again = await scheduler.next((event) => event.type === "connected" && event);
    assert.equal(again.registrationId, scheduler.registrationId);
  });

  it("denies a scheduler without credentials [C-17]", async () => {
    const events: BackendEvent[] = [];
    const { backend, next } = observed(cluster, events, undefined);
    await backend.start({ registrationId: undefined, emit: next.emit });
    const { cause } = await next.next((event) => event.type === "disconnected" && event);
    assert.match(cause, /HTTP 401/);
    assert.equal(backend.status().denied, true);
    await backend.stop();
  });
});

/** Events as they come, to be waited for. Each `next` goes on behind the one found before. */
function inbox(events: BackendEvent[]) {
  const wake: (() => void)[] = [];
  let at = 0;
  return {
    emit(event: BackendEvent) {
      events.push(event);
      for (const each of wake.splice(0)) each();
    },
    async next<Found>(pick: (event: BackendEvent) => Found | false): Promise<Found> {
      for (;;) {
        for (; at < events.length; at += 1) {
          const event = events[at];
          const found = event === undefined ? false : pick(event);
          if (found !== false) {
            at += 1;
            return found;
          }
        }
        await new Promise<void>((resolve) => wake.push(resolve));
      }
    },
  };
}

function observed(cluster: LocalCluster, events: BackendEvent[], given: typeof credentials | undefined) {
  const quiet = (): void => undefined;
  const backend = createMesosBackend({
    name: "mesos",
    masters: [cluster.masterUrl],
    framework: { user, name: "godocker", roles: ["batch"], failoverTimeoutSeconds: 60 },
    ...(given === undefined ? {} : { credentials: given }),
    random: Math.random,
    nowMs: () => performance.now(),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    limits: { backoffFirstMs: 50, backoffMaxMs: 200, inventoryIntervalMs: 200 },
  });
  return { backend, next: inbox(events) };
}

async function connect(cluster: LocalCluster, id?: string) {
  const events: BackendEvent[] = [];
  const { backend, next } = observed(cluster, events, credentials);
  await backend.start({ registrationId: id, emit: next.emit });
  const { registrationId } = await next.next((event) => event.type === "connected" && event);
  return {
    backend,
    registrationId,
    next: next.next,
    /** Launches on the first offer that comes. */
    async launch(task: TaskLaunch): Promise<Placement> {
      const offer = await next.next((event): Offer | false => {
        const [first] = event.type === "offers" ? event.offers : [];
        return first ?? false;
      });
      backend.launch({ agentId: offer.agentId, offerIds: [offer.id], tasks: [task], refuseMs: 0 });
      const { agentId, hostname, access } = offer;
      return { backend: "mesos", agentId, hostname, access };
    },
    /** The first update of that task with that state, of all that came. */
    async status(taskId: string, state: StatusUpdate["state"]): Promise<StatusUpdate> {
      const is = (event: BackendEvent): StatusUpdate | false =>
        event.type === "status" &&
        event.update.taskId === taskId &&
        event.update.state === state &&
        event.update;
      for (const event of events) {
        const update = is(event);
        if (update !== false) return update;
      }
      return next.next(is);
    },
    [Symbol.asyncDispose]: () => backend.stop(),
  };
}
