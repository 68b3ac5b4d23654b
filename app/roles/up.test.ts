import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createClient, type Client } from "../../client/client.ts";
import { StartError } from "../settings/settings.ts";
import { startUp, type Up } from "./up.ts";

const silent = () => undefined;
const said: string[] = [];
const start = (data: string, port = "0"): Promise<Up> =>
  startUp({ config: [], set: [], data, port, say: (line) => said.push(line) });
const tokenOf = (up: Up) => readFileSync(up.tokenFile, "utf8").trim();
const clientOf = (up: Up): Client => createClient({ baseUrl: up.url, token: tokenOf(up) });

async function outputOf(client: Client, id: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of client.logs(id, { stream: "stdout" })) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** Plain HTTP, so that `Host` and `Origin` are what the test says. */
function send(
  url: string,
  options: { readonly method?: string; readonly headers: Record<string, string>; readonly body?: string },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const { method = "GET", headers, body } = options;
    httpRequest(url, { method, headers }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    })
      .on("error", reject)
      .end(body);
  });
}

describe("everything on this machine", () => {
  let data: string;
  let up: Up;
  before(async () => {
    data = await mkdtemp(join(tmpdir(), "godocker-up-"));
    up = await start(data);
  });
  after(async () => {
    await up.stop();
    await rm(data, { recursive: true, force: true });
  });

  it("runs a job from REST to succeeded, and keeps its output", async () => {
    const client = clientOf(up);
    const { id } = await client.submit({ script: "#!/bin/sh\necho hello $1\n", args: ["$(world)"] });
    const job = await client.waitForEnd(id);
    assert.deepEqual([job.state, job.exitCode], ["succeeded", 0], JSON.stringify(job));
    assert.equal(await outputOf(client, id), "hello $(world)\n");
  });

  it("gives each task ports of this machine for itself, and tells it which", async () => {
    const client = clientOf(up);
    const command = ["sh", "-c", "echo $GODOCKER_PORTS; sleep 1"];
    const resources = { cpus: 0.1, memoryBytes: 32 * 1024 ** 2, ports: 2 };
    const ids = await Promise.all([1, 2].map(async () => (await client.submit({ command, resources })).id));
    const given = await Promise.all(
      ids.map(async (id) => {
        assert.equal((await client.waitForEnd(id)).state, "succeeded");
        const [attempt] = (await client.attempts(id)).items;
        const ports = attempt?.ports?.map(({ port }) => port) ?? [];
        assert.equal(await outputOf(client, id), `${ports.join(",")}\n`);
        return ports;
      }),
    );
    assert.equal(new Set(given.flat()).size, 4);
  });

  it("serves pages, and gives the token for the code in the link that it made, once", async () => {
    const page = await fetch(up.url);
    assert.match(await page.text(), /<title>GoDocker<\/title>/);
    const { hash } = new URL(up.signInUrl());
    const signIn = () =>
      fetch(`${up.url}/api/v2/sign-in`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ code: hash.slice("#code=".length) }),
      });
    assert.deepEqual(await (await signIn()).json(), { token: tokenOf(up) });
    assert.equal((await signIn()).status, 404);
  });

  it("takes the job's code as it is", async () => {
    const client = clientOf(up);
    const { id } = await client.submit({ command: ["sh", "-c", "exit 7"] });
    const job = await client.waitForEnd(id);
    assert.deepEqual([job.state, job.reason, job.exitCode], ["failed", "ExitCode", 7]);
  });

  it("ends a job at its time limit, and one that is cancelled", async () => {
    const client = clientOf(up);
    const limited = await client.submit({ command: ["sleep", "60"], walltimeSeconds: 1 });
    const cancelled = await client.submit({ command: ["sleep", "60"] });
    assert.equal((await client.waitForEnd(limited.id)).reason, "Walltime");
    await client.cancel(cancelled.id);
    assert.equal((await client.waitForEnd(cancelled.id)).state, "cancelled");
  });

  it("accepts a job that no agent can take, warns, and says which is nearest", async () => {
    const client = clientOf(up);
    while ((await client.nodes()).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    const { id, warnings } = await client.submit({ command: ["true"], resources: { cpus: 4000 } });
    assert.match(JSON.stringify(warnings), /4000/, `nodes: ${JSON.stringify(await client.nodes())}`);
    const isTold = async () => (await client.explain(id)).causes.some(({ kind }) => kind === "never_fits");
    while (!(await isTold())) await new Promise((resolve) => setTimeout(resolve, 50));
    await client.cancel(id);
  });

  it("says which limits this machine lets it hold tasks to, each of them once", () => {
    const report = said.join("\n");
    assert.match(report, /^tasks here are held to: /m);
    for (const limit of ["cpu", "memory", "pids", "disk", "ports", "users"]) {
      assert.match(report, new RegExp(`held to: .*\\b${limit}\\b|not to ${limit}: `), limit);
    }
  });

  it("answers 401 without the token, which only its owner may read", async () => {
    assert.equal(await send(`${up.url}/api/v2/jobs`, { headers: {} }), 401);
    assert.equal(await send(`${up.url}/livez`, { headers: {} }), 200);
    assert.equal(statSync(up.tokenFile).mode & 0o777, 0o600);
  });

  it("refuses a foreign Host, and a form from another origin changes nothing", async () => {
    const authorization = `Bearer ${tokenOf(up)}`;
    assert.equal(
      await send(`${up.url}/api/v2/jobs`, { headers: { authorization, host: "evil.example" } }),
      403,
    );
    const before = await countJobs(clientOf(up));
    const form = {
      authorization,
      origin: "http://evil.example",
      "content-type": "application/x-www-form-urlencoded",
    };
    const status = await send(`${up.url}/api/v2/jobs`, { method: "POST", headers: form, body: "command=x" });
    assert.equal(status, 403);
    assert.equal(await countJobs(clientOf(up)), before);
  });

  it("is refused a second time on the same directory", async () => {
    await assert.rejects(
      start(data),
      (error) => error instanceof StartError && /already running/.test(error.message),
    );
  });
});

async function countJobs(client: Client): Promise<number> {
  return (await Array.fromAsync(client.list())).length;
}

describe("a stop and a start", () => {
  it("find again what ran meanwhile, and what ended meanwhile, without running anything twice", async () => {
    const data = await mkdtemp(join(tmpdir(), "godocker-up-"));
    try {
      let up = await start(data);
      const client = clientOf(up);
      const work = { volumes: [{ name: "work", mode: "rw" as const }] };
      const script = (seconds: number) =>
        `#!/bin/sh\necho begun >>"$GODOCKER_VOLUME_WORK/$GODOCKER_JOB_ID"\nsleep ${seconds}\n`;
      const short = await client.submit({ script: script(1), resources: { cpus: 0.1 }, ...work });
      const long = await client.submit({ script: script(6), resources: { cpus: 0.1 }, ...work });
      for (const { id } of [short, long]) {
        while ((await client.get(id)).state !== "running")
          await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await up.stop();
      await new Promise((resolve) => setTimeout(resolve, 1500)); // the short one ends while nobody looks
      up = await start(data);
      try {
        const again = clientOf(up);
        for (const { id } of [short, long]) {
          const job = await again.waitForEnd(id);
          assert.equal(job.state, "succeeded", JSON.stringify(job));
          assert.equal(readFileSync(join(data, "work", String(id)), "utf8"), "begun\n");
        }
      } finally {
        await up.stop();
      }
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  });
});

describe("a start that cannot work", () => {
  it("names the port that is in use, and leaves nothing running", async () => {
    const data = await mkdtemp(join(tmpdir(), "godocker-up-"));
    const other = createServer().listen(0, "127.0.0.1");
    try {
      await new Promise((resolve) => other.once("listening", resolve));
      const { port } = other.address() as AddressInfo; // it listens on TCP
      await assert.rejects(
        start(data, String(port)),
        (error) => error instanceof StartError && error.message.includes(`port ${port} is in use`),
      );
      await (await start(data)).stop(); // the directory is free again
    } finally {
      other.close();
      await rm(data, { recursive: true, force: true });
    }
  });

  it("says why a directory cannot be used", async () => {
    const data = await mkdtemp(join(tmpdir(), "godocker-up-"));
    try {
      writeFileSync(join(data, "file"), "");
      for (const unusable of [join(data, "file"), "/dev/null/godocker"]) {
        await assert.rejects(
          start(unusable),
          (error) => error instanceof StartError && /cannot be used.*--data/s.test(error.message),
        );
      }
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  });

  it("tells every fault of the configuration at once", async () => {
    await assert.rejects(
      startUp({
        config: [],
        set: ["server.listen=nowhere", "cluster.leaderTtl=soon"],
        data: "/nonexistent/x",
        say: silent,
      }),
      (error) =>
        error instanceof StartError && error.exitCode === 10 && /listen[^]*leaderTtl/.test(error.message),
    );
  });
});
