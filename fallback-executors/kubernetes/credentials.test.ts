import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { loadCredentials } from "./credentials.ts";

function aDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "godocker-credentials-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function headerOf(options: { readonly headers?: unknown }): unknown {
  return Object.entries(options.headers ?? {}).find(([name]) => name === "Authorization")?.[1];
}

describe("a command that fetches credentials", () => {
  it("is told what is asked of it, and run once a minute when it does not say how long they are good", async (t) => {
    const directory = aDirectory(t);
    const [command, calls, kubeconfig] = ["command", "calls", "config"].map((name) => join(directory, name));
    assert.ok(command !== undefined && calls !== undefined && kubeconfig !== undefined);
    writeFileSync(
      command,
      `#!/bin/sh\necho "$KUBERNETES_EXEC_INFO" >>"${calls}"\necho '{"status":{"token":"t0ken"}}'\n`,
      { mode: 0o755 },
    );
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command, interactiveMode: "Never" };
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
        users: [{ name: "u", user: { exec } }],
        contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
        "current-context": "x",
      }),
    );
    let nowMs = 0;
    const credentials = await loadCredentials({ kubeconfig }, () => nowMs);
    const told = (): readonly string[] => readFileSync(calls, "utf8").trim().split("\n");
    for (let times = 0; times < 3; times += 1)
      assert.equal(headerOf(await credentials.options()), "Bearer t0ken");
    assert.equal(told().length, 1);
    assert.deepEqual(JSON.parse(told()[0] ?? ""), {
      apiVersion: exec.apiVersion,
      kind: "ExecCredential",
      spec: { interactive: false },
    });
    nowMs = 60_001;
    await credentials.options();
    assert.equal(told().length, 2);
    // One that fails is asked again at once.
    writeFileSync(command, "#!/bin/sh\necho no >&2; exit 1\n");
    nowMs = 200_000;
    await assert.rejects(credentials.options(), /no/);
    writeFileSync(command, `#!/bin/sh\necho '{"status":{"token":"another"}}'\n`);
    assert.equal(headerOf(await credentials.options()), "Bearer another");
  });
});

describe("a service account", () => {
  it("needs its files, and to be told where the API server is", async (t) => {
    const directory = aDirectory(t);
    const before = process.env["KUBERNETES_SERVICE_HOST"];
    t.after(() => {
      if (before === undefined) delete process.env["KUBERNETES_SERVICE_HOST"];
      else process.env["KUBERNETES_SERVICE_HOST"] = before;
    });
    delete process.env["KUBERNETES_SERVICE_HOST"];
    const address = { serviceAccountDirectory: directory };
    await assert.rejects(loadCredentials(address), /KUBERNETES_SERVICE_HOST is not set/);
    process.env["KUBERNETES_SERVICE_HOST"] = "fd00::1";
    await assert.rejects(loadCredentials(address), /token is not there/);
    writeFileSync(join(directory, "token"), "t0ken\n");
    await assert.rejects(loadCredentials(address), /ca\.crt is not there/);
    writeFileSync(join(directory, "ca.crt"), "certificate");
    const credentials = await loadCredentials(address);
    assert.equal(credentials.config.getCurrentCluster()?.server, "https://[fd00::1]:443");
    const options = await credentials.options();
    assert.equal(String(headerOf(options)).trim(), "Bearer t0ken");
    assert.equal(String(options.ca), "certificate");
  });
});
