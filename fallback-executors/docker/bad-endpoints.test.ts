import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { aTask, drive } from "../../offers/backend-suite/driver.builders.ts";
import type { TaskLaunch } from "../../offers/backend.ts";
import { testDocker } from "../testing/docker-engine.ts";
import {
  INFO,
  refusal,
  scriptedEngine,
  type Script,
  type ScriptedEngine,
} from "../testing/scripted-engine.ts";
import { createDockerBackend } from "./docker-backend.ts";
import type { DockerOptions } from "./docker-options.ts";
import { createEngine, type EngineTls } from "./engine.ts";

const INSTALLATION = "test";
/** Of `openssl ca`, which alone makes certificates of any time. */
const AUTHORITY = `[ca]
default_ca = own
[own]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = IP:127.0.0.1
`;

/** What is told when the backend does not get as far as a connection. */
async function faultAt(url: string, tls?: EngineTls): Promise<string> {
  const engine = createEngine({ url, ...(tls === undefined ? {} : { tls }) });
  await using driver = await drive(createDockerBackend(testDocker(url, INSTALLATION, { engine })));
  const cause = await driver.event("the fault", (event) =>
    event.type === "disconnected" ? event.cause : undefined,
  );
  assert.ok(!driver.events.some(({ type }) => type === "connected"));
  return cause;
}

async function faultOf(script: Script): Promise<string> {
  await using engine = await scriptedEngine(script);
  return await faultAt(engine.url); // while it is there
}

async function driven(engine: ScriptedEngine, more: Partial<DockerOptions> = {}) {
  return drive(createDockerBackend(testDocker(engine.url, INSTALLATION, more)));
}

const task = (more: Partial<TaskLaunch> = {}): TaskLaunch =>
  aTask({
    image: { ref: "debian:12", pull: "ifNotPresent" },
    account: { name: "ada", uid: 1000, gid: 1000 },
    ...more,
  });

/** A container that runs until `ends`, as an engine shows it. */
function containers(engine: ScriptedEngine, offsetMs = 0) {
  let state: object = { Status: "running" };
  const at = (): string => new Date(Date.now() + offsetMs).toISOString();
  let labels: unknown = {};
  engine.change({
    "GET /info": (response) => response.end(JSON.stringify({ ...INFO, SystemTime: at() })),
    "POST /containers/create": (response, _, body) => {
      labels = (JSON.parse(body) as { readonly Labels: unknown }).Labels; // as it was sent
      response.writeHead(201).end(JSON.stringify({ Id: "c1" }));
    },
    "PUT /containers/c1/archive": {},
    "POST /containers/c1/start": (response) => response.writeHead(204).end(),
    "GET /containers/c1/json": (response) => response.end(JSON.stringify({ State: state })),
    "GET /containers/json": (response) => {
      const isThere = Object.keys(labels as object).length > 0;
      response.end(JSON.stringify(isThere ? [{ Id: "c1", State: "running", Labels: labels }] : []));
    },
  });
  return {
    ends: (exitCode: number) => {
      state = { Status: "exited", ExitCode: exitCode, FinishedAt: at() };
    },
  };
}

describe("an address at which there is no engine", { concurrency: true }, () => {
  it("is told, when there is no socket", async () => {
    assert.match(await faultAt("unix:///nowhere/docker.sock"), /unix:\/\/\/nowhere\/docker.sock: .*ENOENT/);
  });

  it("is told, when nobody listens", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo; // it listens at a port
    await new Promise((resolve) => server.close(resolve));
    assert.match(await faultAt(`tcp://127.0.0.1:${port}`), /ECONNREFUSED/);
  });

  it("is told, when somebody takes connections and never answers", async () => {
    const server = createServer(() => undefined).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo; // it listens at a port
    assert.match(await faultAt(`tcp://127.0.0.1:${port}`), /no answer for 10 s/);
    server.close();
  });

  it("is told, when an answer begins and never ends", async () => {
    await using engine = await scriptedEngine({
      "GET /half": (response) => {
        response.writeHead(200);
        response.write('{"ID":');
      },
    });
    const client = createEngine({ url: engine.url });
    await assert.rejects(client.json({ path: "/half", timeoutMs: 200 }), /not whole after 0.2 s/);
    client.close();
  });

  it("is told, when something else than JSON answers", async () => {
    const page = (response: { end(text: string): unknown }): void =>
      void response.end("<html>Welcome</html>");
    assert.match(await faultOf({ "GET /info": page }), /its answer to \/info is no JSON/);
    assert.match(await faultOf({ "GET /info": {} }), /is this a Docker engine/);
    assert.match(await faultOf({ "GET /info": [] }), /is this a Docker engine/);
    assert.match(await faultOf({ "GET /info": { ...INFO, NCPU: "many" } }), /is this a Docker engine/);
  });

  it("is told, when the engine is too old", async () => {
    const old = refusal(400, "client version 1.41 is too new. Maximum supported API version is 1.40");
    assert.match(await faultOf({ "GET /events": old }), /client version 1.41 is too new/);
  });

  it("is told, when the certificate is out of date, and when nobody vouches for it", async () => {
    const directory = mkdtempSync(join(tmpdir(), "godocker-certificates-"));
    const file = (name: string): string => join(directory, name);
    const openssl = (...words: readonly string[]): void =>
      void execFileSync("openssl", words, { cwd: directory, stdio: "pipe" });
    writeFileSync(file("ca.conf"), AUTHORITY);
    const made = (year: number): { readonly cert: Buffer; readonly key: Buffer } => {
      writeFileSync(file("index"), "");
      openssl(
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=127.0.0.1",
        "-keyout",
        "key",
        "-out",
        "csr",
      );
      const times = ["-startdate", "20200101000000Z", "-enddate", `${year}0101000000Z`];
      const files = ["-keyfile", "key", "-in", "csr", "-out", "crt", "-notext"];
      openssl("ca", "-config", "ca.conf", "-batch", "-selfsign", ...times, ...files);
      return { cert: readFileSync(file("crt")), key: readFileSync(file("key")) };
    };
    try {
      const expired = made(2021);
      await using late = await scriptedEngine({}, expired);
      assert.match(await faultAt(late.url, { caFile: file("crt") }), /certificate has expired/);
      await using unknown = await scriptedEngine({}, made(2080));
      assert.match(await faultAt(unknown.url, {}), /self-signed certificate/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe("an engine that is too new for the version of its API that is spoken first", () => {
  it("is spoken to in the one that it names", async () => {
    await using engine = await scriptedEngine();
    const message = "client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade";
    const versions = new Set<string>();
    engine.change({
      "GET /info": (response, { url = "" }) => {
        versions.add(url.split("/")[1] ?? "");
        const isOld = url.startsWith("/v1.41/");
        response.writeHead(isOld ? 400 : 200).end(JSON.stringify(isOld ? { message } : INFO));
      },
    });
    await using driver = await driven(engine);
    await driver.event("the connection", ({ type }) => (type === "connected" ? true : undefined));
    assert.deepEqual([...versions], ["v1.41", "v1.44"]);
  });
});

describe("an engine that goes on, and lies", () => {
  it("does no harm by events that are none, and containers without sense", async () => {
    await using engine = await scriptedEngine({
      "GET /containers/json": [
        null,
        7,
        { Id: 7, Labels: "none" },
        { Id: "x", State: "running", Labels: { "org.godocker.installation": INSTALLATION } },
        {
          Id: "c9",
          State: "running",
          Labels: {
            "org.godocker.installation": INSTALLATION,
            "org.godocker.task": "9.1.1",
            "org.godocker.holding": "}{",
          },
        },
      ],
      "GET /containers/c9/json": { State: "everywhere" },
    });
    await using driver = await driven(engine);
    await driver.event("offers", ({ type }) => (type === "offers" ? true : undefined));
    for (const lie of [{}, { Actor: 7, Action: "die" }, { Actor: { ID: "c9" }, Action: ["die"] }])
      engine.event(lie);
    driver.backend.reconcile([]);
    const { state } = await driver.status("9.1.1", ({ reconciliation }) => reconciliation);
    assert.equal(state, "unknown");
    assert.ok(!driver.events.some(({ type }) => type === "disconnected"));
  });

  it("loses its tasks nothing when it stops answering pings", async () => {
    await using engine = await scriptedEngine();
    containers(engine);
    await using driver = await driven(engine);
    const one = task();
    await driver.launch(one);
    await driver.running(one.taskId);
    engine.change({ "GET /_ping": () => undefined });
    const cause = await driver.event("the loss", (event) =>
      event.type === "disconnected" ? event.cause : undefined,
    );
    assert.match(cause, /no answer for 10 s/);
    assert.deepEqual(
      driver.events.flatMap((event) => (event.type === "status" ? [event.update.state] : [])),
      ["running"],
    );
  });
});

describe("an image that cannot be had", { concurrency: true }, () => {
  const outcome = async (script: Script, more: Partial<DockerOptions> = {}) => {
    const missing = { "POST /containers/create": refusal(404, "No such image: debian:12") };
    await using engine = await scriptedEngine({ ...missing, ...script });
    await using driver = await driven(engine, more);
    const one = task();
    await driver.launch(one);
    const end = await driver.end(one.taskId);
    assert.equal(engine.asked.filter((request) => request === "POST /containers/create").length, 1);
    return [end.state, end.fault, end.message] as const;
  };
  const pulls = (...lines: readonly object[]): Script => ({
    "POST /images/create": (response) => {
      response.writeHead(200);
      for (const line of lines) response.write(`${JSON.stringify(line)}\n`);
      response.end();
    },
  });

  it("is a fault of the machine when its disk is full", async () => {
    const error = "write /var/lib/docker/tmp/GetImageBlob1: no space left on device";
    const [state, fault, message] = await outcome(pulls({ status: "Downloading", id: "a" }, { error }));
    assert.deepEqual([state, fault], ["failed", "launch"]);
    assert.equal(message, `the image debian:12 could not be pulled: ${error}`);
  });

  it("is a fault of the image when it is for other machines", async () => {
    const error = "no matching manifest for linux/amd64 in the manifest list entries";
    const [state, fault, message] = await outcome(pulls({ error }));
    assert.deepEqual([state, fault], ["failed", "image"]);
    assert.match(message ?? "", /no matching manifest for linux\/amd64/);
  });

  it("is given up when the engine says nothing more of it", async () => {
    const after: DockerOptions["after"] = (ms, run) => {
      const timer = setTimeout(run, ms === 300_000 ? 100 : ms); // five minutes of silence
      return () => clearTimeout(timer);
    };
    const stuck: Script = {
      "POST /images/create": (response) => void response.writeHead(200).flushHeaders(),
    };
    const [state, fault, message] = await outcome(stuck, { after });
    assert.deepEqual([state, fault], ["failed", "image"]);
    assert.match(message ?? "", /the engine was silent for 5 minutes/);
  });
});

describe("GPUs of a machine", () => {
  it("are given to one task each, also when two start on one offer", async () => {
    await using engine = await scriptedEngine();
    containers(engine);
    await using driver = await driven(engine, { gpus: ["0", "1"] });
    const resources = { cpusMilli: 100, memMib: 64, diskMib: 0, gpus: 1 };
    const both = [task({ resources }), task({ resources })];
    await driver.launch(...both);
    for (const { taskId } of both) await driver.running(taskId);
    const given = engine.bodiesOf("POST /containers/create").flatMap((body) => {
      const { HostConfig } = body as { readonly HostConfig: { readonly DeviceRequests: readonly object[] } }; // sent
      return HostConfig.DeviceRequests.flatMap((request) =>
        "DeviceIDs" in request ? request.DeviceIDs : [],
      );
    });
    assert.deepEqual(given.sort(), ["0", "1"]);
  });
});

describe("an engine whose clock is wrong", { concurrency: true }, () => {
  for (const hours of [-1, 1])
    it(`is known to have taken its containers along, ${hours} h from our time`, async () => {
      await using engine = await scriptedEngine();
      const container = containers(engine, hours * 3_600_000);
      await using driver = await driven(engine);
      const one = task();
      await driver.launch(one);
      await driver.running(one.taskId);
      container.ends(137);
      engine.cut();
      const { fault, message, state } = await driver.end(one.taskId);
      assert.deepEqual([state, fault], ["lost", "agent"]);
      assert.equal(message, "the engine was stopped, and its containers with it");
    });
});
