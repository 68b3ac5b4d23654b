import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createKubernetesApi, KubernetesError } from "../../fallback-executors/kubernetes/api.ts";
import { kubeconfigOf, make, open, running, type Lab } from "./lab.ts";
import { apply, manifestWith, tokenOfGodocker } from "./manifests.ts";
import { until } from "../until.ts";

export function describeCredentials(lab: Lab): void {
  describe("credentials that change", { timeout: 600_000 }, () => {
    it("of a service account are read from its files, and again when they were renewed", async (t) => {
      await apply(lab, manifestWith("godocker"));
      const directory = join(lab.home, "service-account");
      mkdirSync(directory);
      copyFileSync(lab.cluster.authority.certificate, join(directory, "ca.crt"));
      const { hostname, port } = new URL(lab.cluster.url);
      const before = { ...process.env };
      process.env["KUBERNETES_SERVICE_HOST"] = hostname;
      process.env["KUBERNETES_SERVICE_PORT"] = port;
      t.after(() => {
        for (const name of ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"]) {
          if (before[name] === undefined) delete process.env[name];
          else process.env[name] = before[name];
        }
      });
      // A token dies with what it is bound to.
      const secrets = "/api/v1/namespaces/godocker/secrets";
      const bound = await make(lab, secrets, { metadata: { name: "bound" } });
      const first = await tokenOfGodocker(lab, {
        boundObjectRef: { kind: "Secret", apiVersion: "v1", name: "bound" },
      });
      assert.notEqual(bound["metadata"], undefined);
      writeFileSync(join(directory, "token"), `${first}\n`);
      const api = createKubernetesApi({ serviceAccountDirectory: directory });
      await using site = await open(lab, {
        namespace: "godocker",
        api: createKubernetesApi({ serviceAccountDirectory: directory }),
      });
      await running(site);
      await api.json({ path: "/api/v1/nodes" });

      writeFileSync(join(directory, "token"), await tokenOfGodocker(lab));
      await lab.cluster.ask("DELETE", `${secrets}/bound`);
      const old = createKubernetesApi({ kubeconfig: kubeconfigOf(lab, "bound", {}, { token: first }) });
      await until("the old token is refused", () => isLetIn(old).then((isIn) => !isIn));
      await until("the new one is used", () => isLetIn(api));
      await until("the executor is there again", () => isLetIn(site.options.api));
      api.close();
      old.close();
    });

    it("of a service account that is not there are told", async () => {
      const api = createKubernetesApi({ serviceAccountDirectory: join(lab.home, "nowhere") });
      await assert.rejects(
        api.json({ path: "/version" }),
        /service account cannot be used: .*KUBERNETES_SERVICE_HOST/,
      );
    });

    it("of a command are asked for once, not for each request", async () => {
      await apply(lab, manifestWith("godocker"));
      const [command, calls] = [join(lab.home, "credentials.sh"), join(lab.home, "calls")];
      const status = { token: await tokenOfGodocker(lab) };
      const answer = { apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status };
      writeFileSync(
        command,
        `#!/bin/sh\necho "$KUBERNETES_EXEC_INFO" >>"${calls}"\ncat <<'END'\n${JSON.stringify(answer)}\nEND\n`,
        { mode: 0o755 },
      );
      const exec = { apiVersion: answer.apiVersion, command, interactiveMode: "Never" };
      const kubeconfig = kubeconfigOf(lab, "command", {}, { exec });
      await using site = await open(lab, { namespace: "godocker" }, kubeconfig);
      await running(site);
      const told = readFileSync(calls, "utf8").trim().split("\n");
      // Once a minute at most: a machine may be slow.
      assert.ok(told.length <= 3, `${told.length} calls`);
      assert.match(told[0] ?? "", /"apiVersion":"client.authentication.k8s.io\/v1"/);
    });
  });
}

async function isLetIn(api: ReturnType<typeof createKubernetesApi>): Promise<boolean> {
  try {
    await api.json({ path: "/api/v1/nodes" });
    return true;
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 401) return false;
    throw error;
  }
}
