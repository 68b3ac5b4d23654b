import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { ExecCommand, ExecSession, TaskAddress } from "../../offers/task-access.ts";
import { ExecRefusedError, TaskAccessError } from "../../offers/task-access.ts";
import type { AgentCall, ContainerID, Task } from "../../proto/generated/types.ts";
import { manualTime } from "../manual-time.builders.ts";
import { createMesosTaskAccess } from "./mesos-task-access.ts";
import type { MesosTaskAccessOptions } from "./mesos-task-access.ts";
import type { TinyAgent } from "./tiny-agent.builders.ts";
import { aContainer, answer, aTinyAgent, ioRecord, output, refuse, TASK } from "./tiny-agent.builders.ts";

const timeout = 240_000;

function exec(
  task: TaskAddress,
  command: Partial<ExecCommand> = {},
  options: MesosTaskAccessOptions = {},
): Promise<ExecSession> {
  const access = createMesosTaskAccess(options);
  assert.ok(access.exec);
  return access.exec(task, { argv: ["cat"], ...command });
}

/** Starts sessions, and hands each one's output to the test; everything else as it says. */
async function anAgentWithSessions(answers: TinyAgent["answers"] = {}) {
  const outputs: ServerResponse[] = [];
  const records: AgentCall[] = [];
  const agent = await aTinyAgent({
    GET_CONTAINERS: aContainer(),
    LAUNCH_NESTED_CONTAINER_SESSION: (_call, response) => {
      response.writeHead(200, { "Content-Type": "application/recordio" }).flushHeaders();
      outputs.push(response);
    },
    ATTACH_CONTAINER_INPUT: async (_call, response, input) => {
      for await (const record of input) records.push(record);
      response.writeHead(200).end();
    },
    WAIT_NESTED_CONTAINER: () => undefined, // it waits
    ...answers,
  });
  return Object.assign(agent, { outputs, records });
}

const exited = (status: number) => (_call: AgentCall, response: ServerResponse) =>
  answer(response, { type: "WAIT_NESTED_CONTAINER", wait_nested_container: { exit_status: status } });

async function textOf(session: ExecSession): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const { bytes } of session.output) pieces.push(bytes);
  return Buffer.concat(pieces).toString();
}

/** Looks again and again, without an end of its own: the test has one. */
async function until(probe: () => boolean): Promise<void> {
  while (!probe()) await sleep(2);
}

const isAccessError = (pattern: RegExp) => (error: unknown) =>
  error instanceof TaskAccessError && pattern.test(error.message);
const isRefusal = (reason: ExecRefusedError["reason"], pattern: RegExp) => (error: unknown) =>
  error instanceof ExecRefusedError && error.reason === reason && pattern.test(error.message);

describe("the container of a task", { timeout }, () => {
  const launchedIn = async (agent: TinyAgent): Promise<ContainerID | undefined> => {
    const session = await exec(agent.task);
    await session.close();
    const [call] = agent.of("LAUNCH_NESTED_CONTAINER_SESSION");
    return call?.launch_nested_container_session?.container_id.parent;
  };
  const ours = { framework_id: { value: "fw-1" }, executor_id: { value: TASK } };
  const status = (container_id: ContainerID) => ({ container_status: { container_id } });

  it("is that of the executor with its id, in our framework", async () => {
    await using agent = await anAgentWithSessions({
      WAIT_NESTED_CONTAINER: exited(9),
      GET_CONTAINERS: (_call, response) =>
        answer(response, {
          type: "GET_CONTAINERS",
          get_containers: {
            containers: [
              { ...ours, executor_id: { value: "8.1.1" }, container_id: { value: "other task" } },
              { ...ours, framework_id: { value: "fw-2" }, container_id: { value: "other framework" } },
              {
                container_id: { value: "a session" },
                ...status({ value: "a session", parent: { value: "c" } }),
              },
              { ...ours, container_id: { value: "c" }, ...status({ value: "c" }) },
            ],
          },
        }),
    });
    assert.deepEqual(await launchedIn(agent), { value: "c" });
  });

  it("is that of the member with its id in a group, which a sidecar shares with it", async () => {
    const nested = { value: "n", parent: { value: "e" } };
    const member = (task_id: string, container_id: ContainerID, framework = "fw-1"): Task => ({
      name: "x",
      task_id: { value: task_id },
      framework_id: { value: framework },
      executor_id: { value: TASK },
      agent_id: { value: "agent-1" },
      state: "TASK_RUNNING",
      statuses: [
        { task_id: { value: task_id }, state: "TASK_STARTING" },
        { task_id: { value: task_id }, state: "TASK_RUNNING", ...status(container_id) },
      ],
    });
    await using agent = await anAgentWithSessions({
      WAIT_NESTED_CONTAINER: exited(9),
      LIST_FILES: (_call, response) =>
        answer(response, { type: "LIST_FILES", list_files: { file_infos: [] } }),
      GET_TASKS: (_call, response) =>
        answer(response, {
          type: "GET_TASKS",
          get_tasks: {
            launched_tasks: [
              member(`${TASK}.sidecar`, { value: "s", parent: { value: "e" } }),
              member(TASK, { value: "x", parent: { value: "y" } }, "fw-2"),
              member(TASK, nested),
            ],
          },
        }),
    });
    assert.deepEqual(await launchedIn(agent), nested);
  });
});

describe("a session that an agent does not start", { timeout }, () => {
  it("is refused in words that say why", async () => {
    const cases = [
      [400, "Parent container c does not exist", "not_running", /does not run/],
      [400, "Root container c not found", "not_running", /does not run/],
      [400, "Nested containers are not supported", "unsupported", /use docker exec on node1/],
      [400, "The provided ContainerInfo is not supported", "unsupported", /use docker exec on node1/],
      [400, "This agent holds no more than 200 sessions", "refused", /node1 refuses it: This agent holds/],
      [403, "", "refused", /node1 refuses it: HTTP 403/],
    ] as const;
    for (const [status, text, reason, message] of cases) {
      await using agent = await anAgentWithSessions({
        LAUNCH_NESTED_CONTAINER_SESSION: refuse(status, text),
      });
      await assert.rejects(exec(agent.task), isRefusal(reason, message), text);
    }
  });

  it("is refused when the agent has no container of the task", async () => {
    await using agent = await anAgentWithSessions({
      GET_CONTAINERS: refuse(200, '{"type":"GET_CONTAINERS"}'), // as Mesos says that there are none
    });
    await assert.rejects(exec(agent.task), isRefusal("not_running", /does not run/));
  });

  it("is an error when it is the agent that cannot", async () => {
    for (const [status, text] of [
      [503, "Agent has not finished recovery"],
      [401, ""],
    ] as const) {
      await using agent = await anAgentWithSessions({
        LAUNCH_NESTED_CONTAINER_SESSION: refuse(status, text),
      });
      await assert.rejects(exec(agent.task), isAccessError(new RegExp(`HTTP ${status} ?${text}`)));
    }
  });

  it("is an error when nothing comes for a minute", async () => {
    const time = manualTime();
    await using agent = await anAgentWithSessions({ LAUNCH_NESTED_CONTAINER_SESSION: () => undefined });
    const starting = exec(agent.task, {}, { after: time.after });
    const failed = assert.rejects(starting, isAccessError(/no answer within 60 s/));
    await agent.until("LAUNCH_NESTED_CONTAINER_SESSION");
    time.advance(60_000);
    await failed;
  });
});

describe("the input of a session", { timeout }, () => {
  const data = (records: readonly AgentCall[]): string[] =>
    records.flatMap(({ attach_container_input }) => {
      const io = attach_container_input?.process_io;
      return io?.type === "DATA" ? [Buffer.from(io.data?.data ?? []).toString()] : [];
    });

  it("names its container, then says everything in order; its end is an empty piece", async () => {
    await using agent = await anAgentWithSessions();
    const session = await exec(agent.task);
    await session.write(Buffer.from("one"));
    await session.write(Buffer.from("two"));
    await session.end();
    await until(() => data(agent.records).length === 3);
    assert.deepEqual(data(agent.records), ["one", "two", ""]);
    const [launched] = agent.of("LAUNCH_NESTED_CONTAINER_SESSION");
    assert.deepEqual(agent.of("ATTACH_CONTAINER_INPUT"), [
      {
        type: "ATTACH_CONTAINER_INPUT",
        attach_container_input: {
          type: "CONTAINER_ID",
          container_id: launched?.launch_nested_container_session?.container_id,
        },
      },
    ]);
  });

  it("says the size of a terminal first, for Mesos makes it without one", async () => {
    await using agent = await anAgentWithSessions();
    const size = { columns: 100, rows: 30 };
    const session = await exec(agent.task, { tty: size });
    await session.write(Buffer.from("x"));
    await until(() => agent.records.length === 2);
    const [first] = agent.records;
    assert.deepEqual(first?.attach_container_input?.process_io?.control?.tty_info, { window_size: size });
    const [launched] = agent.of("LAUNCH_NESTED_CONTAINER_SESSION");
    assert.deepEqual(launched?.launch_nested_container_session?.container, {
      type: "MESOS",
      tty_info: { window_size: size },
    });
  });

  it("is kept alive by a heartbeat while nobody writes", async () => {
    const time = manualTime();
    await using agent = await anAgentWithSessions();
    const session = await exec(agent.task, {}, { after: time.after });
    for (let beats = 1; beats <= 3; beats += 1) {
      time.advance(15_000);
      await until(() => agent.records.length === beats);
      const io = agent.records.at(-1)?.attach_container_input?.process_io;
      assert.equal(io?.control?.heartbeat?.interval?.nanoseconds, 15e9);
    }
    agent.answers.WAIT_NESTED_CONTAINER = exited(0);
    for (const response of agent.outputs) response.end();
    await textOf(session);
  });

  it("is sent again, whole, when the container was not there yet", async () => {
    const time = manualTime();
    let attached = 0;
    await using agent = await anAgentWithSessions({
      ATTACH_CONTAINER_INPUT: async (call, response, input) => {
        attached += 1;
        if (attached <= 3) {
          await input.next(); // some of it has come already
          return refuse(404, "Container x cannot be found")(call, response, input);
        }
        for await (const record of input) agent.records.push(record);
        return response.end();
      },
    });
    const session = await exec(agent.task, {}, { after: time.after });
    await session.write(Buffer.from("one"));
    await session.write(Buffer.from("two"));
    for (let tries = 1; tries <= 3; tries += 1) {
      await agent.until("ATTACH_CONTAINER_INPUT", tries);
      await until(() => time.dueWithin(100 * 2 ** (tries - 1)));
      time.advance(100 * 2 ** (tries - 1));
    }
    await agent.until("ATTACH_CONTAINER_INPUT", 4);
    await session.write(Buffer.from("three"));
    await until(() => data(agent.records).length === 3);
    assert.deepEqual(data(agent.records), ["one", "two", "three"]);
  });

  it("is an error for who writes when the agent will not have it", async () => {
    await using agent = await anAgentWithSessions({
      ATTACH_CONTAINER_INPUT: refuse(409, "Multiple input connections are not allowed"),
    });
    const session = await exec(agent.task);
    const writing = async (): Promise<void> => {
      for (;;) await session.write(Buffer.from("x"));
    };
    await assert.rejects(writing(), isAccessError(/HTTP 409 Multiple input/));
    assert.equal(agent.of("ATTACH_CONTAINER_INPUT").length, 1);
  });

  it("is dropped after the end, which Mesos tells with an error for terminals", async () => {
    const ends: (() => void)[] = [];
    await using agent = await anAgentWithSessions({
      ATTACH_CONTAINER_INPUT: async (call, response, input) => {
        await new Promise<void>((resolve) => ends.push(resolve));
        return refuse(500, "Disconnected")(call, response, input);
      },
      WAIT_NESTED_CONTAINER: async (call, response) => {
        await new Promise<void>((resolve) => ends.push(resolve));
        return exited(7 * 256)(call, response);
      },
    });
    const session = await exec(agent.task);
    await until(() => ends.length === 2 && agent.outputs.length === 1);
    agent.outputs[0]?.end(output("last words"));
    for (const end of ends) end();
    assert.equal(await textOf(session), "last words");
    assert.deepEqual(await session.ended, { exitCode: 7 });
    await session.write(Buffer.from("too late"));
    await session.end();
  });
});

describe("the output of a session", { timeout }, () => {
  it("comes whatever the chunks are, without what is only a sign of life", async () => {
    await using agent = await anAgentWithSessions({ WAIT_NESTED_CONTAINER: exited(0) });
    const session = await exec(agent.task);
    await until(() => agent.outputs.length === 1);
    const interval = { nanoseconds: 30e9 };
    const bytes = Buffer.concat([
      output("☃ one\n"),
      ioRecord({ type: "CONTROL", control: { type: "HEARTBEAT", heartbeat: { interval } } }),
      output("two\n"),
    ]);
    const [response] = agent.outputs;
    for (const byte of bytes) response?.write(Buffer.from([byte]));
    response?.end();
    assert.equal(await textOf(session), "☃ one\ntwo\n");
  });

  it("waits at the agent while nobody reads it", async () => {
    const piece = output("x".repeat(32_768));
    const LIMIT = 4000; // pieces: 170 MB, more than any buffers hold
    let written = 0;
    let stalled = (): void => undefined;
    const stall = new Promise<void>((resolve) => {
      stalled = resolve;
    });
    await using agent = await anAgentWithSessions({ WAIT_NESTED_CONTAINER: exited(0) });
    const session = await exec(agent.task);
    await until(() => agent.outputs.length === 1);
    const [response] = agent.outputs;
    const writing = (async () => {
      for (; written < LIMIT; written += 1) {
        if (response?.write(piece) !== false) continue;
        const drained = new Promise((resolve) => response.once("drain", resolve));
        // Drained within this time, the agent's socket took it; else nobody takes anything.
        if ((await Promise.race([drained, sleep(300, "late")])) === "late") stalled();
        await drained;
      }
      response?.end();
    })();
    await stall;
    assert.ok(written < LIMIT, "everything was taken although nobody read");
    let bytes = 0;
    for await (const { bytes: some } of session.output) bytes += some.length;
    await writing;
    assert.equal(bytes, LIMIT * 32_768);
  });

  it("is an error when the connection is lost, and so is its end", async () => {
    await using agent = await anAgentWithSessions();
    const session = await exec(agent.task);
    await Promise.all([agent.until("ATTACH_CONTAINER_INPUT"), agent.until("WAIT_NESTED_CONTAINER")]);
    agent.outputs[0]?.write(output("some"));
    const iterator = session.output[Symbol.asyncIterator]();
    assert.equal((await iterator.next()).done, false);
    await agent[Symbol.asyncDispose]();
    await assert.rejects(iterator.next(), isAccessError(/127\.0\.0\.1/));
    await assert.rejects(session.ended, isAccessError(/ECONNREFUSED|socket/));
    await session.close();
  });

  it("is an error when it is no output", async () => {
    await using agent = await anAgentWithSessions();
    const session = await exec(agent.task);
    await until(() => agent.outputs.length === 1);
    agent.outputs[0]?.end("<html>");
    await assert.rejects(textOf(session), isAccessError(/in the length of a record/));
  });
});

describe("the end of a session", { timeout }, () => {
  it("is an exit code or a signal", async () => {
    for (const [status, end] of [
      [0, { exitCode: 0 }],
      [1792, { exitCode: 7 }],
      [65_280, { exitCode: 255 }],
      [9, { signal: 9 }],
      [139, { signal: 11 }], // with a core dump
    ] as const) {
      await using agent = await anAgentWithSessions({ WAIT_NESTED_CONTAINER: exited(status) });
      const session = await exec(agent.task);
      assert.deepEqual(await session.ended, end);
      await session.close();
    }
  });

  it("is asked for again when only the connection was lost", async () => {
    let asked = 0;
    await using agent = await anAgentWithSessions({
      WAIT_NESTED_CONTAINER: (call, response) => {
        asked += 1;
        if (asked === 1) response.destroy();
        else exited(256)(call, response);
      },
    });
    const session = await exec(agent.task);
    assert.deepEqual(await session.ended, { exitCode: 1 });
    await session.close();
  });

  it("is an error when nobody knows it any more", async () => {
    await using agent = await anAgentWithSessions({
      WAIT_NESTED_CONTAINER: refuse(404, "Container x cannot be found"),
    });
    const session = await exec(agent.task);
    await assert.rejects(session.ended, isAccessError(/HTTP 404 Container x cannot be found/));
    await session.close();
  });

  it("comes with the closing, also from an agent that never tells it", async () => {
    const time = manualTime();
    await using agent = await anAgentWithSessions();
    const session = await exec(agent.task, {}, { after: time.after });
    await agent.until("WAIT_NESTED_CONTAINER");
    const closing = session.close();
    time.advance(5000);
    await closing;
    await assert.rejects(session.ended, TaskAccessError);
    assert.equal(time.pending(), 0);
  });
});
