import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { decodeJson } from "../proto/codec.ts";
import { RecordIoDecoder } from "../proto/recordio.ts";
import { BAD_INPUTS } from "./bad-input.cases.ts";
import type { BadInput } from "./bad-input/requests.builders.ts";
import { startLocalCluster } from "./start.ts";
import type { ClusterProcess, LocalCluster } from "./start.ts";
import { aTask, launchCall, subscribeTestScheduler } from "./testing/scheduler.ts";
import type { TestScheduler } from "./testing/scheduler.ts";

const user = userInfo().username;
const home = mkdtempSync(join(tmpdir(), "bad-input-"));
const open = new AsyncDisposableStack();
open.defer(() => rmSync(home, { recursive: true, force: true }));
const credentials = join(home, "credentials.json");
writeFileSync(credentials, JSON.stringify({ credentials: [{ principal: "tester", secret: "s3:cret" }] }));

let cluster: LocalCluster;
let guarded: LocalCluster;
let scheduler: TestScheduler;
/** What stands for the names in braces. */
let names: Readonly<Record<string, string>>;
let processes: Readonly<Record<BadInput["target"], ClusterProcess>>;

before(async () => {
  cluster = open.use(
    await startLocalCluster({
      directory: join(home, "open"),
      agents: [{ resources: "cpus:2;mem:256" }],
    }),
  );
  guarded = open.use(await startLocalCluster({ directory: join(home, "guarded"), agents: [], credentials }));
  const { masterUrl } = cluster;
  const away = await subscribeTestScheduler({ masterUrl, info: { user } });
  away.disconnect();
  scheduler = open.use(await subscribeTestScheduler({ masterUrl, info: { user } }));
  const offer = await scheduler.offer();
  const prepare = "echo hello; ln -s /etc/passwd out; ln -s / root; ln -s self self; mkfifo pipe";
  await scheduler.call(launchCall(offer, [aTask(offer, "prepare", prepare)], 3600));
  await scheduler.status("prepare", "TASK_FINISHED");
  const connected = scheduler.frameworkId;
  const sandbox = `/frameworks/${connected}/executors/prepare/runs/latest`;
  names = {
    connected,
    stream: scheduler.streamId,
    away: away.frameworkId,
    sandbox,
    principal: "tester",
    user,
  };
  const [agent] = cluster.agents;
  assert.ok(agent !== undefined);
  processes = { master: cluster.master, agent, guarded: guarded.master };
});
after(() => open.disposeAsync());

const fill = (text: string): string =>
  text.replaceAll(/\{(\w+)\}/g, (all, name: string) => names[name] ?? all);

function bytesOf(input: BadInput): Buffer {
  if (input.raw !== undefined)
    return typeof input.raw === "string" ? Buffer.from(fill(input.raw), "latin1") : Buffer.from(input.raw);
  const body = typeof input.body === "string" ? Buffer.from(fill(input.body)) : Buffer.from(input.body);
  const headers = Object.entries(input.headers).map(([name, value]) => `${name}: ${credentialsIn(value)}`);
  const head = [
    `${input.method} ${fill(input.path)} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Connection: close",
    `Content-Length: ${body.length}`,
    ...headers,
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"), body]);
}

/** A header with its names filled in, also within base64. */
function credentialsIn(header: string): string {
  const encoded = /^([Bb]asic) ([\w+/=]+)$/.exec(header);
  if (encoded === null) return fill(header);
  return `${encoded[1]} ${Buffer.from(fill(Buffer.from(encoded[2] ?? "", "base64").toString())).toString("base64")}`;
}

interface Answer {
  readonly status: number | "closed";
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Sends the bytes and reads until the server closes. */
async function exchange(url: string, bytes: Buffer, hangUp: boolean): Promise<Answer> {
  const socket = connect({ host: "127.0.0.1", port: Number(new URL(url).port), allowHalfOpen: true });
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer within 20 s; so far ${Buffer.concat(chunks).toString("latin1")}`));
    }, 20_000);
    socket.on("data", (chunk) => chunks.push(chunk));
    // A server that refuses a body early may close while it is still being sent; its answer has come before.
    socket.on("error", () => undefined);
    socket.on("end", () => socket.end());
    socket.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
    socket.write(bytes, () => {
      if (hangUp) socket.destroy();
    });
  });
  return parse(Buffer.concat(chunks));
}

function parse(bytes: Buffer): Answer {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return { status: "closed", headers: new Map(), body: bytes };
  const [line = "", ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const headers = new Map(
    lines.map((text) => {
      const colon = text.indexOf(":");
      return [text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim()];
    }),
  );
  const body = bytes.subarray(end + 4);
  return {
    status: Number(line.split(" ")[1]),
    headers,
    body: headers.get("transfer-encoding") === "chunked" ? unchunked(body) : body,
  };
}

function unchunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const newline = bytes.indexOf("\r\n", at);
    const length = Number.parseInt(bytes.subarray(at, newline).toString(), 16);
    if (!(length > 0)) break;
    parts.push(bytes.subarray(newline + 2, newline + 2 + length));
    at = newline + 2 + length + 2;
  }
  return Buffer.concat(parts);
}

/** The message of the ERROR event that a refused SUBSCRIBE is answered with, and nothing but it. */
function onlyError(body: Buffer): string | undefined {
  const decoder = new RecordIoDecoder({ recordBytesMax: 1_000_000 });
  const events = decoder.push(body).map((record) => decodeJson("mesos.v1.scheduler.Event", record));
  decoder.end();
  assert.deepEqual(
    events.map(({ type }) => type),
    ["ERROR"],
  );
  return events[0]?.error?.message;
}

const openFiles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

async function health(url: string): Promise<void> {
  const bytes = Buffer.from("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  assert.equal((await exchange(url, bytes, false)).status, 200);
}

/** Connections and files are closed a little later than the answer is read. */
async function settle(pid: number, filesMax: number): Promise<void> {
  for (const deadlineMs = Date.now() + 120_000; openFiles(pid) > filesMax;) {
    assert.ok(Date.now() < deadlineMs, `${openFiles(pid)} open files, there were ${filesMax}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const LIMITS = { timeout: 240_000 };

function refuseAll(inputs: readonly BadInput[]): void {
  for (const input of inputs) {
    it(`${input.target}, ${input.name}`, async () => {
      const { url, pid } = processes[input.target];
      const filesBefore = openFiles(pid);
      const answer = await exchange(url, bytesOf(input), input.hangUp === true);
      const wanted = Array.isArray(input.status) ? input.status : [input.status];
      const said = answer.body.subarray(0, 500).toString();
      if (input.hangUp !== true)
        assert.ok(wanted.includes(answer.status), `${answer.status}, not ${wanted.join(" or ")}: ${said}`);
      if (typeof input.text === "string") assert.equal(answer.body.toString(), fill(input.text));
      else if (input.text !== undefined) assert.match(answer.body.toString(), input.text);
      if (input.error !== undefined) {
        assert.equal(onlyError(answer.body), input.error);
        assert.match(answer.headers.get("mesos-stream-id") ?? "", /^[\da-f-]{36}$/);
      } else if (input.raw === undefined && answer.status !== 200 && answer.body.length > 0)
        assert.equal(answer.headers.get("content-type"), "text/plain; charset=utf-8");
      for (const [name, value] of Object.entries(input.wantedHeaders ?? {}))
        assert.equal(answer.headers.get(name), value);
      await health(url);
      await settle(pid, filesBefore);
    });
  }
}

describe("a method that is not served [M-1]", LIMITS, () => refuseAll(BAD_INPUTS.methods));
describe("a media type that is not known [M-2] [M-4]", LIMITS, () => refuseAll(BAD_INPUTS.mediaTypes));
describe("a body that is no JSON [M-2]", LIMITS, () => refuseAll(BAD_INPUTS.notJson));
describe("JSON that is no call [M-2] [M-5]", LIMITS, () => refuseAll(BAD_INPUTS.notACall));
describe("a body that is no protobuf [M-2] [M-3]", LIMITS, () => refuseAll(BAD_INPUTS.notProtobuf));
describe("a call without what it needs [M-2]", LIMITS, () => refuseAll(BAD_INPUTS.invalidCalls));
describe("a call of the wrong sender [M-2] [M-14] [M-15]", LIMITS, () => refuseAll(BAD_INPUTS.order));
describe("an update that is refused [M-17] [M-18] [M-19]", LIMITS, () => refuseAll(BAD_INPUTS.updates));
describe("a subscription that is refused [M-10] [M-19]", LIMITS, () => refuseAll(BAD_INPUTS.refused));
describe("a wrong call of an operator [M-54]", LIMITS, () => refuseAll(BAD_INPUTS.operator));
describe("a path that is not served [M-54]", LIMITS, () => refuseAll(BAD_INPUTS.paths));
describe("a wrong path of a file [M-55]", LIMITS, () => refuseAll(BAD_INPUTS.files));
describe("a wrong call to an agent [M-56]", LIMITS, () => refuseAll(BAD_INPUTS.agentCalls));
describe("a broken stream of records [M-56]", LIMITS, () => refuseAll(BAD_INPUTS.records));
describe("a wrong call of an executor", LIMITS, () => refuseAll(BAD_INPUTS.executorCalls));
describe("a body that cannot be used", LIMITS, () => refuseAll(BAD_INPUTS.requestBodies));
describe("bytes that are no request", LIMITS, () => refuseAll(BAD_INPUTS.bytes));
describe("wrong credentials [M-57]", LIMITS, () => refuseAll(BAD_INPUTS.credentials));

describe("all malformed requests together", LIMITS, () => {
  it("ended no process and no stream, and were no fault of the server's in its log", async () => {
    for (const { logFile } of [cluster.master, ...cluster.agents, guarded.master])
      assert.doesNotMatch(readFileSync(logFile, "utf8"), /^\S+ [A-Z]+ \/\S*: /m);
    assert.equal(await scheduler.call({ type: "REVIVE" }), 202);
    await scheduler.offer();
  });

  it("are many, with names of their own", () => {
    const names = Object.values(BAD_INPUTS)
      .flat()
      .map(({ target, name }) => `${target} ${name}`);
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.length >= 150);
  });
});
