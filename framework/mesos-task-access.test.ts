import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { taskIdOf } from "../jobs/job.ts";
import { TaskAccessError } from "../offers/task-access.ts";
import { createMesosTaskAccess } from "./mesos-task-access.ts";

const timeout = 20_000;
const taskId = taskIdOf(7, 3, 1, 2);
const PATH = "/frameworks/fw-1/executors/7-3.1.2/runs/latest/stdout";

function aTaskAt(access: string) {
  return { taskId, placement: { backend: "mesos", agentId: "agent-1", hostname: "node1", access } };
}

/**
 * Writes JSON as Mesos does: bytes as they are, but for quotes, backslashes, slashes and control characters.
 * Source: Mesos, 3rdparty/stout/include/stout/jsonify.hpp.
 */
function asMesosWrites(data: Buffer, offset: number): Buffer {
  const escaped = data
    .toString("latin1")
    .replaceAll(/["\\/]/g, (character) => `\\${character}`)
    // oxlint-disable-next-line no-control-regex -- what is escaped are control characters
    .replaceAll(/[\u0000-\u001f\u007f]/g, (character) => `\\u${hex(character)}`);
  return Buffer.from(`{"data":"${escaped}","offset":${offset}}`, "latin1");
}

/** As older versions did: every byte from 0x7f up escaped on its own. */
function asOldMesosWrites(data: Buffer, offset: number): Buffer {
  const text = asMesosWrites(data, offset).toString("latin1");
  return Buffer.from(text.replaceAll(/[\u007f-\u00ff]/g, (character) => `\\u${hex(character)}`));
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, "0");
}

interface AgentOptions {
  readonly write?: (data: Buffer, offset: number) => Buffer;
  readonly status?: number;
}

/** An agent with one file. */
async function anAgent(file: Buffer, { write = asMesosWrites, status = 200 }: AgentOptions = {}) {
  const lengths: number[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://agent");
    authorizations.push(request.headers.authorization);
    if (status !== 200) return response.writeHead(status).end("why");
    if (url.pathname !== "/files/read" || url.searchParams.get("path") !== PATH) {
      return response.writeHead(404).end();
    }
    const offset = Number(url.searchParams.get("offset"));
    const length = Math.min(Number(url.searchParams.get("length")), 65_536);
    if (offset === -1 || offset >= file.length) return response.end(write(Buffer.alloc(0), file.length));
    lengths.push(length);
    return response.end(write(file.subarray(offset, offset + length), offset));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server that listens has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    access: `http://127.0.0.1:${port}#fw-1`,
    lengths,
    authorizations,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

describe("the output of a task", { timeout }, () => {
  for (const [version, write] of [
    ["Mesos", asMesosWrites],
    ["an old Mesos", asOldMesosWrites],
  ] as const) {
    it(`is read from ${version} byte by byte, whatever the bytes are`, async () => {
      await using agent = await anAgent(everyByte, { write });
      const read = await createMesosTaskAccess().read(aTaskAt(agent.access), "stdout", 0, 1000);
      assert.deepEqual(read, { bytes: new Uint8Array(everyByte), size: 256 });
    });
  }

  it("can begin in the middle of a character", async () => {
    const text = Buffer.from("naïve ☃");
    await using agent = await anAgent(text);
    const read = await createMesosTaskAccess().read(aTaskAt(agent.access), "stdout", 3, 2);
    assert.deepEqual(read, { bytes: new Uint8Array(text.subarray(3, 5)), size: text.length });
  });

  it("that is long is read in pieces, no more than asked for", async () => {
    const long = Buffer.alloc(200_000, "0123456789");
    await using agent = await anAgent(long);
    const read = await createMesosTaskAccess().read(aTaskAt(agent.access), "stdout", 7, 150_000);
    assert.equal(read?.size, 200_000);
    assert.deepEqual(Buffer.from(read.bytes), long.subarray(7, 150_007));
    assert.deepEqual(agent.lengths, [65_536, 65_536, 18_928]);
  });

  it("at its end is nothing, with the size", async () => {
    await using agent = await anAgent(Buffer.from("abc"));
    const access = createMesosTaskAccess();
    for (const offset of [3, 100]) {
      const read = await access.read(aTaskAt(agent.access), "stdout", offset, 10);
      assert.deepEqual(read, { bytes: new Uint8Array(), size: 3 });
    }
  });

  it("that is not there is undefined", async () => {
    await using agent = await anAgent(Buffer.from("abc"));
    assert.equal(await createMesosTaskAccess().read(aTaskAt(agent.access), "stderr", 0, 10), undefined);
  });

  it("is asked for with credentials", async () => {
    await using agent = await anAgent(Buffer.from("abc"));
    const access = createMesosTaskAccess({ credentials: { principal: "gd", secret: "s" } });
    await access.read(aTaskAt(agent.access), "stdout", 0, 10);
    const basic = `Basic ${Buffer.from("gd:s").toString("base64")}`;
    assert.deepEqual([...new Set(agent.authorizations)], [basic]);
  });
});

describe("output that cannot be reached", { timeout }, () => {
  const isAccessError = (pattern: RegExp) => (error: unknown) =>
    error instanceof TaskAccessError && pattern.test(error.message);

  it("is an error that names the agent and its answer", async () => {
    await using agent = await anAgent(Buffer.from("abc"), { status: 403 });
    const reading = createMesosTaskAccess().read(aTaskAt(agent.access), "stdout", 0, 10);
    await assert.rejects(reading, isAccessError(/127\.0\.0\.1:\d+ answers HTTP 403 why/));
  });

  it("is an error when the agent is down", async () => {
    const agent = await anAgent(Buffer.from("abc"));
    await agent[Symbol.asyncDispose]();
    const reading = createMesosTaskAccess().read(aTaskAt(agent.access), "stdout", 0, 10);
    await assert.rejects(reading, isAccessError(/ECONNREFUSED/));
  });

  it("is an error when the answer is something else", async () => {
    for (const write of [() => Buffer.from("[]"), () => Buffer.from("<html>")]) {
      await using agent = await anAgent(Buffer.from("abc"), { write });
      const reading = createMesosTaskAccess().read(aTaskAt(agent.access), "stdout", 0, 10);
      await assert.rejects(reading, isAccessError(/127\.0\.0\.1/));
    }
  });

  it("is an error when the address is none of ours", async () => {
    for (const access of ["", "node1", "http://node1:5051", "ftp://node1#fw-1"]) {
      const reading = createMesosTaskAccess().read(aTaskAt(access), "stdout", 0, 10);
      await assert.rejects(reading, isAccessError(/no address of a Mesos agent/));
    }
  });
});
