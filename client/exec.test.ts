import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { ANA, aWorld, BOB, submitted } from "../api/api.builders.ts";
import type { World } from "../api/api.builders.ts";
import { aJobWithCommands } from "../api/exec.builders.ts";
import { ExecRefusedError, TaskAccessError } from "../offers/task-access.ts";
import { createClient } from "./client.ts";
import type { Client } from "./client.ts";
import type { ExecSession } from "./exec.ts";
import { ApiError } from "./http.ts";

const timeout = 240_000;

async function connected(world: World, token = ANA): Promise<Client> {
  return createClient({ baseUrl: await world.listen(), token });
}

async function textOf({ output }: Pick<ExecSession, "output">) {
  const text = { stdout: "", stderr: "" };
  for await (const { stream, bytes } of output) text[stream] += Buffer.from(bytes).toString();
  return text;
}

const isError =
  (code: string, pattern = /./) =>
  (error: unknown) =>
    error instanceof ApiError && error.code === code && pattern.test(error.message);

describe("a command in a job, for the client", { timeout }, () => {
  it("is started, fed, followed and waited for", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    const job = await aJobWithCommands(world, { array: undefined });
    const starting = client.exec(job.id, {
      command: ["cat", "-"],
      env: { A: "1" },
      tty: { columns: 80, rows: 24 },
    });
    const told = await job.session();
    assert.deepEqual(told.command, { argv: ["cat", "-"], env: { A: "1" }, tty: { columns: 80, rows: 24 } });
    const session = await starting;
    assert.deepEqual([session.attempt, session.node], [1, "node1"]);
    const text = textOf(session);
    await session.write(Buffer.from("☃"));
    session.resize({ columns: 100, rows: 50 });
    session.end();
    while (told.input.length < 2) await told.news();
    assert.deepEqual([told.input, told.sizes], [["☃", "end"], [{ columns: 100, rows: 50 }]]);
    await told.say("out");
    await told.say("err", "stderr");
    told.exit({ exitCode: 3 });
    assert.deepEqual(await text, { stdout: "out", stderr: "err" });
    assert.deepEqual(await session.ended, { exitCode: 3 });
    await session.write(Buffer.from("too late"));
    session.end();
    session.close();
  });

  it("carries long input and output whole, whatever waits for whom", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    const job = await aJobWithCommands(world);
    const starting = client.exec(job.id);
    const told = await job.session();
    const session = await starting;
    const bytes = Buffer.alloc(2_000_000, "0123456789");
    const writing = session.write(bytes).then(() => session.end());
    while (told.input.at(-1) !== "end") await told.news();
    await writing;
    assert.ok(told.input.slice(0, -1).join("") === bytes.toString());
    const text = textOf(session);
    for (let at = 0; at < bytes.length; at += 100_000) await told.say(bytes.subarray(at, at + 100_000));
    told.exit({ exitCode: 0 });
    assert.ok((await text).stdout === bytes.toString());
  });

  it("is held up while nobody reads its output", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    const job = await aJobWithCommands(world);
    const starting = client.exec(job.id);
    const told = await job.session();
    const session = await starting;
    let taken = 0;
    const saying = (async () => {
      for (; taken < 40; taken += 1) await told.say(Buffer.alloc(32 * 1024));
    })();
    // Input goes its own way, and tells that everything sent before it was dealt with.
    while (taken < 8) await session.write(Buffer.from("x"));
    for (let times = 0; times < 20; times += 1) await session.write(Buffer.from("x"));
    assert.equal(taken, 8);
    const text = textOf(session);
    await saying;
    told.exit({ exitCode: 0 });
    assert.equal((await text).stdout.length, 40 * 32 * 1024);
  });

  it("is refused with the reason, before the connection is switched and after", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    const id = await submitted(world);
    await assert.rejects(client.exec(id), isError("conflict_state", /does not run yet/));
    await assert.rejects(client.exec(99), isError("not_found", /no job 99/));
    const other = createClient({ baseUrl: await baseUrlOf(world), token: BOB });
    await assert.rejects(other.exec(id), isError("not_found"));
    const nobody = createClient({ baseUrl: await baseUrlOf(world), token: "gd_nobody" });
    await assert.rejects(nobody.exec(id), isError("not_signed_in"));
    await world.running(await world.launch(id));
    world.exec = () => Promise.reject(new ExecRefusedError("unsupported", "use docker exec on node1"));
    await assert.rejects(client.exec(id), isError("no_exec", /docker exec/));
    await assert.rejects(client.exec(id, { command: [] }), isError("invalid"));
    const nowhere = createClient({ baseUrl: "http://127.0.0.1:1", token: ANA });
    await assert.rejects(nowhere.exec(id), isError("unreachable"));
  });

  it("breaks with an error for whoever reads and waits", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    const job = await aJobWithCommands(world);
    const starting = client.exec(job.id);
    const told = await job.session();
    const session = await starting;
    await told.say("some");
    told.lose(new TaskAccessError("gone"));
    await assert.rejects(textOf(session), isError("executor_unavailable", /node1/));
    await assert.rejects(session.ended, isError("executor_unavailable"));
  });

  it("is ended by closing, by a signal, and by reading no more", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    const job = await aJobWithCommands(world);
    const ways: readonly ((session: ExecSession, controller: AbortController) => unknown)[] = [
      (session) => session.close(),
      (_session, controller) => controller.abort(new Error("enough")),
      async ({ output }) => {
        for await (const _ of output) break;
      },
    ];
    for (const [nth, way] of ways.entries()) {
      const controller = new AbortController();
      const starting = client.exec(job.id, { signal: controller.signal });
      const told = await job.session(nth + 1);
      const session = await starting;
      void told.say("some");
      void way(session, controller);
      while (!told.isClosed) await told.news();
      await assert.rejects(session.ended);
    }
    await assert.rejects(client.exec(job.id, { signal: AbortSignal.abort(new Error("enough")) }), /enough/);
  });

  it("breaks when the server ends", async () => {
    await using world = await aWorld();
    const client = await connected(world);
    const job = await aJobWithCommands(world);
    const starting = client.exec(job.id);
    await job.session();
    const session = await starting;
    await world.app.close();
    await assert.rejects(session.ended, isError("unreachable", /cut/));
  });

  it("is no command of a server that is something else", async () => {
    const server = createServer((_request, response) => response.end("<html>"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo; // a TCP server that listens has one
    const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, token: ANA });
    await assert.rejects(client.exec(1), ApiError);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

async function baseUrlOf({ app }: World): Promise<string> {
  const { port } = app.server.address() as AddressInfo; // it listens
  return `http://127.0.0.1:${port}`;
}
