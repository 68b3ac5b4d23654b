import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { decodeJson, decodeProtobuf, encodeProtobuf } from "../../../proto/codec.ts";
import type { AgentProcessIO } from "../../../proto/generated/types.ts";
import { RecordIoDecoder } from "../../../proto/recordio.ts";
import { startLocalCluster } from "../../start.ts";
import type { ClusterProcess, LocalCluster } from "../../start.ts";
import { eventually } from "../../testing/eventually.ts";
import { aTask, launchCall, subscribeTestScheduler } from "../../testing/scheduler.ts";
import type { TestScheduler } from "../../testing/scheduler.ts";
import { findExecutorTools } from "../containers/executor.ts";

const TRACES = join(import.meta.dirname, "../../../integration/mesos-conformance/traces");
const RECORDED_PARENT = "83f02b11-cd4a-4003-81d5-d591844de493";
const JSON_HEADERS = { "Content-Type": "application/json", Accept: "application/json" };
const isRoot = process.getuid?.() === 0;
const hasTerminals = findExecutorTools().script !== undefined;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The end of the body was seen. */
  readonly whole: boolean;
}

/** An HTTP response as far as its bytes have come; `undefined` before the end of its head. */
function parseAnswer(bytes: Buffer): Answer | undefined {
  const head = bytes.indexOf("\r\n\r\n");
  if (head < 0) return undefined;
  const [statusLine = "", ...lines] = bytes.subarray(0, head).toString().split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  const rest = bytes.subarray(head + 4);
  const status = Number(statusLine.split(" ")[1]);
  if (headers["transfer-encoding"] !== "chunked") {
    const length = Number(headers["content-length"] ?? 0);
    return { status, headers, body: rest.subarray(0, length), whole: rest.length >= length };
  }
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const end = rest.indexOf("\r\n", at);
    if (end < 0) return { status, headers, body: Buffer.concat(parts), whole: false };
    const size = Number.parseInt(rest.subarray(at, end).toString(), 16);
    if (size === 0) return { status, headers, body: Buffer.concat(parts), whole: true };
    parts.push(rest.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

function records(body: Buffer): AgentProcessIO[] {
  const decoder = new RecordIoDecoder({ recordBytesMax: 1024 * 1024 });
  return decoder.push(body).map((record) => decodeJson("mesos.v1.agent.ProcessIO", record));
}

/** Pipes may be read in other pieces than those recorded, and terminals have other numbers. */
function said(answer: Answer | undefined, stream: "STDOUT" | "STDERR"): string {
  return Buffer.concat(
    records(answer?.body ?? Buffer.alloc(0))
      .filter(({ data }) => data?.type === stream)
      .map(({ data }) => data?.data ?? new Uint8Array()),
  )
    .toString()
    .replaceAll(/\/dev\/pts\/\d+/g, "/dev/pts/N");
}

describe("sessions of an agent [M-56]", { timeout: 240_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), "sessions-"));
  chmodSync(home, 0o755); // tasks of other users live below it
  let cluster: LocalCluster;
  let agent: ClusterProcess;
  let scheduler: TestScheduler;
  let parent = "";
  const sockets: Socket[] = [];
  before(async () => {
    cluster = await startLocalCluster({
      directory: home,
      agents: [{ resources: "cpus:2;mem:1024" }],
      allocationIntervalMs: 20,
    });
    const [only] = cluster.agents;
    assert.ok(only !== undefined);
    agent = only;
    scheduler = await subscribeTestScheduler({
      masterUrl: cluster.masterUrl,
      info: { user: userInfo().username },
    });
    const offer = await scheduler.offer();
    const variables = [{ name: "OF_THE_TASK", value: "yes" }];
    await scheduler.call(
      launchCall(offer, [
        aTask(offer, "host", "", {
          command: { value: "echo here > file; exec sleep 600", environment: { variables } },
          resources: [
            { name: "cpus", type: "SCALAR", scalar: { value: 0.1 } },
            { name: "mem", type: "SCALAR", scalar: { value: 128 } },
          ],
        }),
      ]),
    );
    const status = await scheduler.status("host", "TASK_RUNNING");
    parent = status.container_status?.container_id?.value ?? "";
    assert.equal(parent.length, RECORDED_PARENT.length);
  });
  after(async () => {
    for (const socket of sockets) socket.destroy();
    await scheduler[Symbol.asyncDispose]();
    await eventually("the task is over", async () => {
      const state = (await (await fetch(`${agent.url}/state`)).json()) as { frameworks: unknown[] };
      return state.frameworks.length === 0;
    });
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  });

  /** A connection that keeps what comes. */
  function open(): { send(bytes: Buffer): void; answer(): Answer | undefined; close(): void } {
    const { hostname, port } = new URL(agent.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", () => undefined); // the end of the cluster
    return {
      send: (bytes) => void socket.write(bytes),
      answer: () => parseAnswer(Buffer.concat(chunks)),
      close: () => void socket.destroy(),
    };
  }

  const recorded = (name: string): Buffer => readFileSync(join(TRACES, name));
  const sent = (name: string): Buffer =>
    Buffer.from(recorded(`${name}.out.bin`).toString().replaceAll(RECORDED_PARENT, parent));
  const writesOf = (name: string): Buffer[] => {
    const { writes } = JSON.parse(recorded(`${name}.json`).toString()) as { writes: number[] };
    let at = 0;
    return writes.map((size) => sent(name).subarray(at, (at += size)));
  };
  const expected = (name: string): Answer | undefined => parseAnswer(recorded(`${name}.in.bin`));

  const post = (body: object, headers: Readonly<Record<string, string>> = JSON_HEADERS): Promise<Response> =>
    fetch(`${agent.url}/api/v1`, { method: "POST", headers, body: JSON.stringify(body) });
  const launchBody = (id: string, command: object, more: object = {}): object => ({
    type: "LAUNCH_NESTED_CONTAINER_SESSION",
    launch_nested_container_session: {
      container_id: { value: id, parent: { value: parent } },
      command,
      ...more,
    },
  });
  /** All output of a session that ends by itself, and its wait status. */
  async function run(
    command: object,
    more: object = {},
  ): Promise<{ out: string; err: string; status: number }> {
    const id = randomUUID();
    const response = await post(launchBody(id, command, more), {
      "Content-Type": "application/json",
      Accept: "application/recordio",
      "Message-Accept": "application/json",
    });
    assert.equal(response.status, 200);
    const body = Buffer.from(await response.arrayBuffer());
    const answer = { status: 200, headers: {}, body, whole: true };
    return { out: said(answer, "STDOUT"), err: said(answer, "STDERR"), status: await waitFor(id) };
  }
  async function waitFor(id: string): Promise<number> {
    const response = await post({
      type: "WAIT_NESTED_CONTAINER",
      wait_nested_container: { container_id: { value: id, parent: { value: parent } } },
    });
    assert.equal(response.status, 200);
    const { wait_nested_container } = (await response.json()) as {
      wait_nested_container: { exit_status: number };
    };
    return wait_nested_container.exit_status;
  }

  function assertSame(actual: Answer | undefined, name: string): void {
    const wanted = expected(name);
    assert.equal(actual?.status, wanted?.status, name);
    for (const header of ["content-type", "message-content-type", "transfer-encoding", "content-length"])
      assert.equal(actual?.headers[header], wanted?.headers[header], `${name}: ${header}`);
  }

  it("answers the recorded calls of a session without a terminal as the recorded agent did", async () => {
    const [output, input, wait] = [open(), open(), open()];
    output.send(sent("session-pipe-output"));
    await eventually("the session is there", () => output.answer() !== undefined);
    wait.send(sent("session-pipe-wait"));
    for (const write of writesOf("session-pipe-input")) input.send(write);
    await eventually("all is answered", () =>
      [output, input, wait].every((connection) => connection.answer()?.whole === true),
    );
    assertSame(output.answer(), "session-pipe-output");
    assertSame(input.answer(), "session-pipe-input");
    assertSame(wait.answer(), "session-pipe-wait");
    for (const stream of ["STDOUT", "STDERR"] as const)
      assert.equal(said(output.answer(), stream), said(expected("session-pipe-output"), stream));
    assert.deepEqual(wait.answer()?.body, expected("session-pipe-wait")?.body);
  });

  it(
    hasTerminals
      ? "answers the recorded calls of a session with a terminal as the recorded agent did"
      : "[no script(1) on this host] refuses a session with a terminal, with what is missing",
    async () => {
      const [output, input, wait] = [open(), open(), open()];
      output.send(sent("session-tty-output"));
      await eventually("the session is there", () => output.answer() !== undefined);
      if (!hasTerminals) {
        assert.equal(output.answer()?.status, 400);
        assert.match(String(output.answer()?.body), /^script \(util-linux\) is needed/);
        return;
      }
      wait.send(sent("session-tty-wait"));
      const [attach, heartbeat, size, line, endOfFile] = writesOf("session-tty-input");
      for (const write of [attach, heartbeat]) input.send(write ?? Buffer.alloc(0));
      await eventually("its terminal is told", () =>
        said(output.answer(), "STDOUT").includes("/dev/pts/N\r\n"),
      );
      for (const write of [size, line]) input.send(write ?? Buffer.alloc(0));
      await eventually("the size is told", () => said(output.answer(), "STDOUT").includes("40 120\r\n"));
      input.send(endOfFile ?? Buffer.alloc(0));
      await eventually("all is answered", () =>
        [output, input, wait].every((connection) => connection.answer()?.whole === true),
      );
      assertSame(output.answer(), "session-tty-output");
      assertSame(input.answer(), "session-tty-input");
      assertSame(wait.answer(), "session-tty-wait");
      assert.equal(String(input.answer()?.body), "Disconnected");
      assert.equal(said(output.answer(), "STDOUT"), said(expected("session-tty-output"), "STDOUT"));
    },
  );

  it("runs in the task's sandbox, environment, account and control groups", async () => {
    const { out, status } = await run({
      value: "cat file; echo $OF_THE_TASK $MINE; id -un; cat /proc/self/cgroup",
      environment: { variables: [{ name: "MINE", value: "too" }] },
    });
    assert.match(out, new RegExp(`^here\nyes too\n${userInfo().username}\n`));
    assert.equal(status, 0);
    const state = (await (await fetch(`${agent.url}/state`)).json()) as { limits: { pids: string } };
    if (state.limits.pids === "enforced") assert.ok(out.includes(`.${parent}\n`), out);
  });

  it("does not run as another user than the task's", async () => {
    const response = await post(launchBody(randomUUID(), { value: "id", user: "somebody-else" }));
    assert.equal(response.status, 400);
    assert.match(await response.text(), /^A session runs as the user of its task/);
  });

  it(
    isRoot && hasTerminals
      ? "gives a session of another user's task a terminal that is that user's"
      : "[needs root and script(1)] gives a session its own user's account",
    async () => {
      if (!isRoot || !hasTerminals) {
        assert.equal((await run({ value: "id -un" })).out.trim(), userInfo().username);
        return;
      }
      const offer = await scheduler.offer();
      const command = { value: "exec sleep 600", user: "nobody" };
      await scheduler.call(launchCall(offer, [aTask(offer, "foreign", "", { command })]));
      const status = await scheduler.status("foreign", "TASK_RUNNING");
      const mine = parent;
      parent = status.container_status?.container_id?.value ?? "";
      try {
        const { out, status: code } = await run(
          { value: 'id -un; echo by-name >"$(tty)"; echo by-alias >/dev/tty; kill -TERM $$' },
          { container: { type: "MESOS", tty_info: {} } },
        );
        assert.equal(out, "nobody\r\nby-name\r\nby-alias\r\n");
        assert.equal(code, 15);
      } finally {
        parent = mine;
        await scheduler.call({ type: "KILL", kill: { task_id: { value: "foreign" } } });
        await scheduler.status("foreign", "TASK_KILLED");
      }
    },
  );

  it("speaks protobuf to who asks for it", async () => {
    const id = randomUUID();
    const response = await post(launchBody(id, { value: "echo binary" }), {
      "Content-Type": "application/json",
      Accept: "application/recordio",
      "Message-Accept": "application/x-protobuf",
    });
    assert.equal(response.headers.get("message-content-type"), "application/x-protobuf");
    const decoder = new RecordIoDecoder({ recordBytesMax: 1024 });
    const [record] = decoder.push(Buffer.from(await response.arrayBuffer()));
    assert.ok(record !== undefined);
    const io = decodeProtobuf("mesos.v1.agent.ProcessIO", record);
    assert.equal(Buffer.from(io.data?.data ?? []).toString(), "binary\n");
    const health = await fetch(`${agent.url}/api/v1`, {
      method: "POST",
      headers: { "Content-Type": "application/x-protobuf", Accept: "application/x-protobuf" },
      body: Buffer.from(encodeProtobuf("mesos.v1.agent.Call", { type: "GET_HEALTH" })),
    });
    const answer = decodeProtobuf("mesos.v1.agent.Response", new Uint8Array(await health.arrayBuffer()));
    assert.deepEqual(answer.get_health, { healthy: true });
  });

  it("tells a command that cannot be run on its error output", async () => {
    assert.match((await run({ shell: false, value: "/no/such" })).err, /no\/such.*(not found|No such file)/);
    assert.equal((await run({})).err, "Shell command is not specified\n");
  });

  it("is killed by KILL_CONTAINER, and by the end of the connection that started it", async () => {
    for (const [how, status] of [
      ["signal", 15],
      ["hang up", 9],
    ] as const) {
      const id = randomUUID();
      const abort = new AbortController();
      const response = await fetch(`${agent.url}/api/v1`, {
        method: "POST",
        headers: JSON_HEADERS,
        body: JSON.stringify(launchBody(id, { value: "echo up; exec sleep 600" })),
        signal: abort.signal,
      });
      assert.equal(response.headers.get("content-type"), "application/json");
      assert.ok((await response.body?.getReader().read())?.value);
      const container_id = { value: id, parent: { value: parent } };
      if (how === "signal")
        assert.equal(
          (await post({ type: "KILL_CONTAINER", kill_container: { container_id, signal: 15 } })).status,
          200,
        );
      else abort.abort();
      assert.equal(await waitFor(id), status);
      const again = await post({ type: "KILL_NESTED_CONTAINER", kill_nested_container: { container_id } });
      assert.equal(again.status, 404);
    }
  });

  it("has one writer and many readers", async () => {
    const output = open();
    output.send(sent("session-pipe-output"));
    await eventually("the answer", () => output.answer() !== undefined);
    // Its recorded id was used above: the agent still knows the session that had it.
    assert.equal(output.answer()?.status, 400);
    const id = randomUUID();
    const renamed = (bytes: Buffer): Buffer =>
      Buffer.from(bytes.toString().replaceAll("711af4f2-9cfc-478a-b89c-5f03dcef570c", id));
    const first = open();
    first.send(renamed(sent("session-pipe-output")));
    await eventually("the session is there", () => first.answer()?.status === 200);
    const second = open();
    const attach = JSON.stringify({
      type: "ATTACH_CONTAINER_OUTPUT",
      attach_container_output: { container_id: { value: id, parent: { value: parent } } },
    });
    second.send(
      Buffer.from(
        `POST /api/v1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: application/recordio\r\nMessage-Accept: application/json\r\nContent-Length: ${attach.length}\r\n\r\n${attach}`,
      ),
    );
    await eventually("the reader is there", () => second.answer()?.status === 200);
    const writes = writesOf("session-pipe-input").map(renamed);
    const [writer, rival] = [open(), open()];
    writer.send(writes[0] ?? Buffer.alloc(0));
    writer.send(writes[2] ?? Buffer.alloc(0));
    await eventually("the input arrived", () => said(second.answer(), "STDOUT").includes("hello\n"));
    rival.send(writes[0] ?? Buffer.alloc(0));
    await eventually("the rival is answered", () => rival.answer()?.whole === true);
    assert.equal(rival.answer()?.status, 409);
    assert.equal(String(rival.answer()?.body), "Multiple input connections are not allowed");
    writer.send(writes[4] ?? Buffer.alloc(0));
    await eventually(
      "both readers saw the end",
      () => first.answer()?.whole === true && second.answer()?.whole === true,
    );
  });

  it("refuses what a real agent refuses, in its words", async () => {
    const attachId = { type: "ATTACH_CONTAINER_INPUT", attach_container_input: { type: "CONTAINER_ID" } };
    const nope = { container_id: { value: "nope" } };
    const stream = { "Content-Type": "application/recordio", "Message-Content-Type": "application/json" };
    const record = (value: object): string => {
      const text = JSON.stringify(value);
      return `${text.length}\n${text}`;
    };
    const cases: readonly [string | object, Record<string, string>, number, string | RegExp][] = [
      [
        { type: "LAUNCH_NESTED_CONTAINER_SESSION", launch_nested_container_session: nope },
        JSON_HEADERS,
        400,
        "Failed to validate agent::Call: Expecting 'launch_nested_container_session.container_id.parent' to be present",
      ],
      [
        {
          type: "LAUNCH_NESTED_CONTAINER_SESSION",
          launch_nested_container_session: { container_id: { value: "x", parent: { value: "nope" } } },
        },
        JSON_HEADERS,
        400,
        "Parent container nope does not exist",
      ],
      [attachId, JSON_HEADERS, 415, /^Expecting 'Content-Type' to be application\/recordio/],
      [
        record(attachId),
        { "Content-Type": "application/recordio" },
        400,
        /^Expecting 'Message-Content-Type'/,
      ],
      [
        record({ type: "ATTACH_CONTAINER_INPUT", attach_container_input: { type: "CONTAINER_ID", ...nope } }),
        stream,
        404,
        "Container nope cannot be found",
      ],
      [
        record({
          type: "ATTACH_CONTAINER_INPUT",
          attach_container_input: { type: "PROCESS_IO", process_io: {} },
        }),
        stream,
        400,
        /Expecting 'attach_container_input.type' to be CONTAINER_ID$/,
      ],
      [
        { type: "ATTACH_CONTAINER_OUTPUT", attach_container_output: { container_id: { value: parent } } },
        JSON_HEADERS,
        500,
        "I/O switchboard server was disabled for this container",
      ],
      [
        { type: "GET_HEALTH" },
        { ...JSON_HEADERS, "Message-Accept": "application/json" },
        406,
        /Message-Accept/,
      ],
      [
        { type: "GET_HEALTH" },
        { "Content-Type": "application/json", Accept: "application/recordio" },
        406,
        "Streaming response is not supported for GET_HEALTH call",
      ],
      [
        { type: "GET_HEALTH" },
        { ...JSON_HEADERS, "Message-Content-Type": "application/json" },
        415,
        /Message-Content-Type/,
      ],
      [{ type: "WAIT_CONTAINER", wait_container: nope }, JSON_HEADERS, 404, "Container nope cannot be found"],
      [{ type: "PRUNE_IMAGES", prune_images: {} }, JSON_HEADERS, 501, /./],
    ];
    for (const [body, headers, status, text] of cases) {
      const response = await fetch(`${agent.url}/api/v1`, {
        method: "POST",
        headers,
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
      const answer = await response.text();
      assert.equal(response.status, status, `${JSON.stringify(body)}: ${answer}`);
      if (typeof text === "string") assert.equal(answer, text);
      else assert.match(answer, text);
    }
  });

  it("lists tasks with their states and containers", async () => {
    const { get_tasks } = (await (await post({ type: "GET_TASKS" })).json()) as {
      get_tasks: {
        launched_tasks: {
          task_id: { value: string };
          framework_id: { value: string };
          state: string;
          statuses: { container_status: { container_id: { value: string } } }[];
        }[];
      };
    };
    const { task_id, framework_id, state, statuses } = get_tasks.launched_tasks[0] ?? {};
    assert.deepEqual(
      [task_id?.value, framework_id?.value, state, statuses?.[0]?.container_status.container_id.value],
      ["host", scheduler.frameworkId, "TASK_RUNNING", parent],
    );
  });

  it("lists containers with what they use, and files of the sandbox", async () => {
    const containers = (await (
      await post({ type: "GET_CONTAINERS", get_containers: { show_nested: true } })
    ).json()) as {
      get_containers: {
        containers: {
          container_id: { value: string };
          executor_name: string;
          resource_statistics: Record<string, number>;
        }[];
      };
    };
    const [only] = containers.get_containers.containers;
    assert.equal(only?.container_id.value, parent);
    assert.equal(only?.executor_name, "Command Executor (Task: host) (Command: sh -c 'echo here > ...')");
    assert.equal(only?.resource_statistics["cpus_soft_limit"], 0.1);
    assert.ok((only?.resource_statistics["processes"] ?? 0) >= 1);
    const path = `/frameworks/${scheduler.frameworkId}/executors/host/runs/latest`;
    const files = (await (await post({ type: "LIST_FILES", list_files: { path } })).json()) as {
      list_files: { file_infos: { path: string; size: number }[] };
    };
    assert.deepEqual(
      files.list_files.file_infos.map((info) => info.path),
      ["file", "stderr", "stdout"].map((name) => `${path}/${name}`),
    );
    const read = (await (
      await post({ type: "READ_FILE", read_file: { path: `${path}/file`, offset: 1, length: 3 } })
    ).json()) as { read_file: { size: number; data: string } };
    assert.deepEqual(read.read_file, { size: 5, data: Buffer.from("ere").toString("base64") });
  });
});
