import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SandboxPathError } from "../../offers/sandbox-path.ts";
import { TaskAccessError } from "../../offers/task-access.ts";
import { createMesosTaskAccess } from "./mesos-task-access.ts";
import { aFile, answer, aTaskAt, aTinyAgent, refuse, RUN, TASK } from "./tiny-agent.builders.ts";

const timeout = 240_000;
const stdout = `${RUN}/stdout`;

describe("the output of a task", { timeout }, () => {
  it("that is long is read in the pieces that an agent gives, no more than asked for", async () => {
    const long = Buffer.alloc(200_000, "0123456789");
    await using agent = await aTinyAgent({ READ_FILE: aFile(stdout, () => long) });
    const read = await createMesosTaskAccess().read(agent.task, "stdout", 7, 150_000);
    assert.equal(read?.size, 200_000);
    assert.deepEqual(Buffer.from(read.bytes), long.subarray(7, 150_007));
    assert.deepEqual(
      agent.of("READ_FILE").map(({ read_file }) => [read_file?.offset, read_file?.length]),
      [
        [7, 150_000],
        [65_543, 84_464],
        [131_079, 18_928],
      ],
    );
  });

  it("is asked for with credentials", async () => {
    await using agent = await aTinyAgent({ READ_FILE: aFile(stdout, () => Buffer.from("abc")) });
    const access = createMesosTaskAccess({ credentials: { principal: "gd", secret: "s" } });
    await access.read(agent.task, "stdout", 0, 10);
    const basic = `Basic ${Buffer.from("gd:s").toString("base64")}`;
    assert.deepEqual([...new Set(agent.headers.map(({ authorization }) => authorization))], [basic]);
  });

  it("is what is left of it when it is truncated while it is read", async () => {
    let bytes = Buffer.alloc(100_000, "x");
    const whole = aFile(stdout, () => bytes);
    await using agent = await aTinyAgent({
      READ_FILE: (call, response, input) => {
        const given = whole(call, response, input);
        bytes = Buffer.from("new");
        return given;
      },
    });
    const read = await createMesosTaskAccess().read(agent.task, "stdout", 0, 100_000);
    assert.deepEqual([read?.bytes.length, read?.size], [65_536, 3]);
  });

  it("is not there when it is removed while it is read", async () => {
    const whole = aFile(stdout, () => Buffer.alloc(100_000, "x"));
    await using agent = await aTinyAgent({
      READ_FILE: (call, response, input) => {
        agent.answers = {};
        return whole(call, response, input);
      },
    });
    assert.equal(await createMesosTaskAccess().read(agent.task, "stdout", 0, 100_000), undefined);
  });
});

describe("a task that was launched as a group", { timeout }, () => {
  const inGroup = `${RUN}/tasks/${TASK}`;

  it("has its files inside those of its executor; where is found out once [C-55]", async () => {
    await using agent = await aTinyAgent({
      LIST_FILES: ({ list_files }, response) =>
        list_files?.path === inGroup
          ? answer(response, { type: "LIST_FILES", list_files: { file_infos: [] } })
          : response.writeHead(404).end(),
      READ_FILE: aFile(`${inGroup}/stdout`, () => Buffer.from("of the task")),
    });
    const access = createMesosTaskAccess();
    for (let times = 0; times < 3; times += 1) {
      const read = await access.read(agent.task, "stdout", 0, 100);
      assert.equal(Buffer.from(read?.bytes ?? []).toString(), "of the task");
    }
    assert.deepEqual(
      agent.calls.map(({ type }) => type),
      ["LIST_FILES", "READ_FILE", "READ_FILE", "READ_FILE"],
    );
  });

  it("is not taken for a command because its agent was away", async () => {
    await using agent = await aTinyAgent({
      LIST_FILES: refuse(503, "Agent has not finished recovery"),
      READ_FILE: aFile(`${inGroup}/stdout`, () => Buffer.from("of the task")),
    });
    const access = createMesosTaskAccess();
    await assert.rejects(access.read(agent.task, "stdout", 0, 100), /has not finished recovery/);
    agent.answers.LIST_FILES = (_call, response) =>
      answer(response, { type: "LIST_FILES", list_files: { file_infos: [] } });
    assert.equal((await access.read(agent.task, "stdout", 0, 100))?.size, 11);
  });
});

describe("what cannot be read", { timeout }, () => {
  const isAccessError = (pattern: RegExp) => (error: unknown) =>
    error instanceof TaskAccessError && pattern.test(error.message);

  it("is an error that names the agent and its answer", async () => {
    for (const [status, text] of [
      [401, ""],
      [403, "why"],
      [500, "Failed to open"],
      [503, "Agent has not finished recovery"],
    ] as const) {
      await using agent = await aTinyAgent({ READ_FILE: refuse(status, text) });
      const reading = createMesosTaskAccess().read(agent.task, "stdout", 0, 10);
      await assert.rejects(
        reading,
        isAccessError(new RegExp(`127\\.0\\.0\\.1:\\d+ answers HTTP ${status} ?${text}`)),
      );
    }
  });

  it("is an error with the cause when the agent is down", async () => {
    const agent = await aTinyAgent({});
    await agent[Symbol.asyncDispose]();
    const access = createMesosTaskAccess();
    await assert.rejects(access.read(agent.task, "stdout", 0, 10), isAccessError(/ECONNREFUSED/));
    await assert.rejects(access.list(agent.task, ""), isAccessError(/ECONNREFUSED/));
    await assert.rejects(access.readFile(agent.task, "x", 0, 10), isAccessError(/ECONNREFUSED/));
  });

  it("is an error when the agent hangs up in the middle", async () => {
    await using agent = await aTinyAgent({
      READ_FILE: (_call, response) => {
        response.writeHead(200, { "content-length": "1000" }).write("{");
        setImmediate(() => response.destroy());
      },
    });
    const reading = createMesosTaskAccess().read(agent.task, "stdout", 0, 10);
    await assert.rejects(reading, isAccessError(/127\.0\.0\.1/));
  });

  it("is an error when the answer is something else", async () => {
    for (const text of ["[]", "<html>", '{"type":"READ_FILE"}', '{"type":"READ_FILE","read_file":{}}']) {
      await using agent = await aTinyAgent({ READ_FILE: refuse(200, text) });
      const reading = createMesosTaskAccess().read(agent.task, "stdout", 0, 10);
      await assert.rejects(reading, isAccessError(/127\.0\.0\.1/), text);
    }
  });

  it("is an error when the address is none of ours", async () => {
    for (const access of ["", "node1", "http://node1:5051", "ftp://node1#fw-1"]) {
      const reading = createMesosTaskAccess().read(aTaskAt(access), "stdout", 0, 10);
      await assert.rejects(reading, isAccessError(/no address of a Mesos agent/));
    }
  });

  it("is told apart: what a link leads to outside, and what is no file", async () => {
    await using agent = await aTinyAgent({
      READ_FILE: refuse(400, "'/work/slaves/s/…/out/passwd' is inaccessible.\n"),
    });
    const access = createMesosTaskAccess();
    assert.equal(await access.readFile(agent.task, "out/passwd", 0, 10), undefined);
    agent.answers.LIST_FILES = (call, response, input) =>
      call.list_files?.path === `${RUN}/etc`
        ? refuse(400, "'/work/slaves/s/…/etc' is inaccessible.\n")(call, response, input)
        : response.writeHead(404).end();
    assert.equal(await access.list(agent.task, "etc"), undefined);
    agent.answers.READ_FILE = refuse(400, "Cannot read a directory.\n");
    await assert.rejects(
      access.readFile(agent.task, "out", 0, 10),
      (error) =>
        error instanceof SandboxPathError &&
        /"out" cannot be read: Cannot read a directory/.test(error.message),
    );
  });
});
