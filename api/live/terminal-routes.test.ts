import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ExecRefusedError, TaskAccessError } from "../../offers/task-access.ts";
import type { World } from "../api.builders.ts";
import { ANA, aWorld, BOB, ROOT, submitted } from "../api.builders.ts";
import { aJobWithCommands } from "../exec.builders.ts";

const timeout = 240_000;

/** A client that says what it likes. */
function aSocket(base: string, job: number, { token = ANA, query = "" } = {}) {
  const url = `${base.replace("http", "ws")}/api/v2/jobs/${job}/terminal${query}`;
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
  socket.binaryType = "arraybuffer";
  const frames: (Record<string, unknown> | Buffer)[] = [];
  const waiting = new Set<() => void>();
  let closed: CloseEvent | undefined;
  let at = 0;
  const wake = (): void => {
    for (const each of waiting) each();
    waiting.clear();
  };
  socket.addEventListener("message", ({ data }) => {
    frames.push(data instanceof ArrayBuffer ? Buffer.from(data) : JSON.parse(String(data)));
    wake();
  });
  socket.addEventListener("close", (event) => {
    closed = event;
    wake();
  });
  const open = new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error("no WebSocket")));
  });
  open.catch(() => undefined);
  return {
    open,
    async send(frame: object | string | Uint8Array): Promise<void> {
      await open;
      const raw = typeof frame === "string" || frame instanceof Uint8Array;
      socket.send(raw ? frame : JSON.stringify(frame));
    },
    /** The next frame, in order. */
    async next(): Promise<Record<string, unknown> | Buffer> {
      for (;;) {
        const frame = frames[at];
        if (frame !== undefined) {
          at += 1;
          return frame;
        }
        if (closed !== undefined) throw new Error(`closed with ${closed.code} ${closed.reason}`);
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
    /** Bytes of output that have come so far. */
    received: () => frames.reduce((sum, frame) => sum + (Buffer.isBuffer(frame) ? frame.length - 1 : 0), 0),
    async closed(): Promise<{ readonly code: number; readonly reason: string }> {
      while (closed === undefined) await new Promise<void>((resolve) => waiting.add(resolve));
      return { code: closed.code, reason: closed.reason };
    },
    close: () => socket.close(),
  };
}

/** The answer to a request to switch, which was not granted. */
function upgrade(
  base: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly code: string | undefined }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${base}${path}`, {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": Buffer.alloc(16).toString("base64"),
        ...headers,
      },
    });
    request.on("response", (response: IncomingMessage) => {
      let text = "";
      response.on("data", (piece) => (text += String(piece)));
      response.on("end", () => {
        const code: unknown = text === "" ? undefined : JSON.parse(text).code;
        resolve({ status: response.statusCode ?? 0, code: typeof code === "string" ? code : undefined });
      });
    });
    request.on("upgrade", (_response, socket) => {
      socket.destroy();
      resolve({ status: 101, code: undefined });
    });
    request.on("error", reject);
    request.end();
  });
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const openSessions = async (world: World): Promise<number> => {
  const { body } = await world.inject({ url: "/metrics", as: ROOT });
  return Number(/godocker_streams_open\{kind="exec"\} (\d+)/.exec(body)?.[1] ?? 0);
};
async function until(probe: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await probe())) await sleep(2);
}

describe("a command in a job", { timeout }, () => {
  it("is told, fed and followed over one WebSocket, and its end is the last word", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    const socket = aSocket(base, job.id);
    await socket.send({
      type: "start",
      command: ["bash", "-l"],
      env: { A: "é" },
      tty: { columns: 80, rows: 24 },
    });
    const session = await job.session();
    assert.deepEqual(session.command, {
      argv: ["bash", "-l"],
      env: { A: "é" },
      tty: { columns: 80, rows: 24 },
    });
    assert.deepEqual(await socket.next(), { type: "started", attempt: 1, node: "node1" });
    await socket.send(Buffer.from("ls\n"));
    assert.deepEqual(await socket.next(), { type: "ack", bytes: 3 });
    await socket.send({ type: "resize", columns: 120, rows: 40 });
    await socket.send({ type: "end" });
    await until(() => session.input.length === 2);
    assert.deepEqual([session.input, session.sizes], [["ls\n", "end"], [{ columns: 120, rows: 40 }]]);
    await session.say("out\n");
    assert.deepEqual(await socket.next(), Buffer.from("\u0001out\n"));
    await session.say("err\n", "stderr");
    assert.deepEqual(await socket.next(), Buffer.from("\u0002err\n"));
    session.exit({ exitCode: 7 });
    assert.deepEqual(await socket.next(), { type: "exit", exitCode: 7 });
    assert.equal((await socket.closed()).code, 1000);
  });

  it("is a shell when nothing else is told, and can end by a signal", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    const socket = aSocket(base, job.id);
    await socket.send({ type: "start" });
    const session = await job.session();
    assert.deepEqual(session.command, { argv: ["/bin/sh"], env: {} });
    session.exit({ signal: 15 });
    await socket.next();
    assert.deepEqual(await socket.next(), { type: "exit", signal: 15 });
  });

  it("of an array is that of the task with the index", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const id = await submitted(world, { array: { from: 3, to: 5 } });
    const taskId = await world.launch(id, { index: 4, element: 1 });
    await world.running(taskId);
    const asked: string[] = [];
    world.exec = async (task) => {
      asked.push(task.taskId);
      throw new ExecRefusedError("refused", "no");
    };
    const path = `/api/v2/jobs/${id}/terminal`;
    assert.deepEqual(await upgrade(base, path, bearer(ANA)), { status: 400, code: "bad_parameter" });
    assert.deepEqual(await upgrade(base, `${path}?index=9`, bearer(ANA)), { status: 404, code: "not_found" });
    assert.deepEqual(await upgrade(base, `${path}?index=3`, bearer(ANA)), {
      status: 409,
      code: "conflict_state",
    });
    const socket = aSocket(base, id, { query: "?index=4" });
    await socket.send({ type: "start" });
    await socket.next();
    assert.deepEqual(asked, [taskId]);
  });

  it("is written down when it begins and ends, without a word of what it is", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    const socket = aSocket(base, job.id);
    await socket.send({ type: "start", command: ["login", "hunter22"], env: { PW: "hunter22" } });
    (await job.session()).exit({ exitCode: 0 });
    await socket.closed();
    await until(() => world.logLines.some((line) => line.includes("exec.closed")));
    const lines = world.logLines.filter((line) => /exec\.(opened|closed)/.test(line));
    assert.equal(lines.length, 2);
    for (const line of lines) assert.match(line, new RegExp(`"user":"ana".*"job":${job.id}`));
    assert.match(lines[1] ?? "", /"outcome":"exit 0"/);
    assert.doesNotMatch(world.logLines.join("\n"), /hunter22/);
  });
});

describe("who may run commands in a job", { timeout }, () => {
  it("is its owner, with a token in the header, from no foreign page", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    const path = `/api/v2/jobs/${job.id}/terminal`;
    for (const [headers, status, code] of [
      [bearer(ANA), 101, undefined],
      [{}, 401, "not_signed_in"],
      [bearer(`${ANA}x`), 401, "not_signed_in"],
      [bearer(BOB), 404, "not_found"],
      [bearer(ROOT), 403, "forbidden"],
      [{ ...bearer(ANA), origin: "https://evil.example" }, 403, "foreign_origin"],
      [{ ...bearer(ANA), host: "evil.example" }, 403, "foreign_host"],
      [{ ...bearer(ANA), origin: base }, 101, undefined],
    ] as const) {
      assert.deepEqual(await upgrade(base, path, headers), { status, code }, JSON.stringify(headers));
    }
    const inQuery = await upgrade(base, `${path}?token=${ANA}`, {});
    assert.equal(inQuery.status, 401);
    assert.equal(job.sessions.length, 0);
  });

  it("has no more than twenty at a time", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    const sockets = Array.from({ length: 20 }, () => aSocket(base, job.id));
    await Promise.all(sockets.map(({ open }) => open));
    const path = `/api/v2/jobs/${job.id}/terminal`;
    assert.deepEqual(await upgrade(base, path, bearer(ANA)), { status: 429, code: "rate_limited" });
    assert.equal(await openSessions(world), 20);
    sockets[0]?.close();
    await until(async () => (await openSessions(world)) === 19);
    assert.equal((await upgrade(base, path, bearer(ANA))).status, 101);
  });

  it("is out when the token no longer holds", async () => {
    await using world = await aWorld({ execLimits: { recheckMs: 5 } });
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    const socket = aSocket(base, job.id);
    await socket.send({ type: "start" });
    await socket.next();
    world.revoked.add(ANA);
    const last = await socket.next();
    assert.ok(!Buffer.isBuffer(last));
    assert.equal(last.type, "problem");
    assert.deepEqual(await socket.closed(), { code: 4000, reason: "not_signed_in" });
    assert.ok((await job.session()).isClosed);
  });
});

describe("a job in which no command can be run", { timeout }, () => {
  it("does not run yet, or any more", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const id = await submitted(world);
    const path = `/api/v2/jobs/${id}/terminal`;
    const conflict = { status: 409, code: "conflict_state" };
    assert.deepEqual(await upgrade(base, path, bearer(ANA)), conflict);
    const taskId = await world.launch(id);
    assert.deepEqual(await upgrade(base, path, bearer(ANA)), conflict);
    await world.running(taskId);
    assert.equal((await upgrade(base, path, bearer(ANA))).status, 101);
    await world.end(taskId);
    assert.deepEqual(await upgrade(base, path, bearer(ANA)), conflict);
    const { detail, from } = (await world.inject({ url: path })).json();
    assert.deepEqual([detail, from], [`Job ${id} does not run any more.`, "succeeded"]);
    assert.equal((await world.inject({ url: "/api/v2/jobs/999/terminal" })).statusCode, 404);
  });

  it("says why: the task is over, there is no way in, the machine is away", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    for (const [error, code, detail] of [
      [
        new ExecRefusedError("not_running", "the task does not run any more"),
        "conflict_state",
        "The task does not run any more.",
      ],
      [
        new ExecRefusedError("unsupported", "use docker exec on node1"),
        "no_exec",
        "Use docker exec on node1.",
      ],
      [new ExecRefusedError("refused", "node1 refuses it: why"), "no_exec", "Node1 refuses it: why."],
      [
        new TaskAccessError("http://node1:5051: ECONNREFUSED"),
        "executor_unavailable",
        "node1, which runs the job, cannot be reached.",
      ],
    ] as const) {
      world.exec = () => Promise.reject(error);
      const socket = aSocket(base, job.id);
      await socket.send({ type: "start" });
      const frame = await socket.next();
      assert.ok(!Buffer.isBuffer(frame));
      const problem = frame.problem as Record<string, unknown>; // by its type
      assert.deepEqual([frame.type, problem.code, problem.detail], ["problem", code, detail]);
      assert.deepEqual(await socket.closed(), { code: 4000, reason: code });
    }
  });

  it("is on an executor that cannot do it", async () => {
    const read = async () => undefined;
    await using world = await aWorld({ access: { read, list: read, readFile: read } });
    const id = await submitted(world);
    await world.running(await world.launch(id));
    const answer = await world.inject({ url: `/api/v2/jobs/${id}/terminal` });
    assert.deepEqual([answer.statusCode, answer.json().code], [409, "no_exec"]);
  });
});

describe("the address of commands without a WebSocket", { timeout }, () => {
  it("tells that one is needed, when everything else is right", async () => {
    await using world = await aWorld();
    const job = await aJobWithCommands(world);
    const answer = await world.inject({ url: `/api/v2/jobs/${job.id}/terminal` });
    assert.deepEqual([answer.statusCode, answer.json().code], [426, "upgrade_required"]);
    assert.equal(answer.headers.upgrade, "websocket");
    assert.equal(await openSessions(world), 0);
  });

  it("is the only one to switch: elsewhere, and to other protocols, the answer is an ordinary one", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    assert.equal((await upgrade(base, "/api/v2/whoami", bearer(ANA))).status, 200);
    assert.equal((await upgrade(base, "/nothing", bearer(ANA))).status, 404);
    const h2c = { ...bearer(ANA), upgrade: "h2c" };
    assert.equal((await upgrade(base, "/api/v2/whoami", h2c)).status, 200);
    assert.equal((await upgrade(base, `/api/v2/jobs/${job.id}/terminal`, h2c)).status, 426);
  });
});

describe("a client that does not keep to the protocol", { timeout }, () => {
  it("is told so, and nothing runs on", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    const start = { type: "start" };
    for (const [frames, code, pointer] of [
      [["{"], "malformed_json", undefined],
      [["[]"], "invalid", ""],
      [[{ type: "stop" }], "invalid", "/type"],
      [[Buffer.from("x")], "invalid", undefined],
      [[{ type: "end" }], "invalid", undefined],
      [[start, start], "invalid", undefined],
      [[{ ...start, command: [] }], "invalid", "/command"],
      [[{ ...start, command: "ls" }], "invalid", "/command"],
      [[{ ...start, command: [""] }], "invalid", "/command/0"],
      [[{ ...start, command: ["a\0b"] }], "invalid", "/command/0"],
      [[{ ...start, env: { LD_PRELOAD: "x" } }], "invalid", "/env/LD_PRELOAD"],
      [[{ ...start, env: { "A=B": "x" } }], "invalid", "/env/A=B"],
      [[{ ...start, user: "root" }], "invalid", "/user"],
      [[{ ...start, tty: {} }], "invalid", "/tty/columns"],
      [[{ ...start, tty: { columns: 80, rows: 0 } }], "invalid", "/tty/rows"],
      [[{ ...start, tty: { columns: 1e9, rows: 1 } }], "invalid", "/tty/columns"],
      [[start, { type: "resize", columns: "80", rows: 24 }], "invalid", "/columns"],
      [[start, { type: "ack", bytes: -1 }], "invalid", "/bytes"],
    ] as const) {
      const socket = aSocket(base, job.id);
      for (const frame of frames) await socket.send(frame);
      const said: (Record<string, unknown> | Buffer)[] = [];
      await assert.rejects(async () => {
        for (;;) said.push(await socket.next());
      });
      const last = said.at(-1);
      assert.ok(last !== undefined && !Buffer.isBuffer(last), JSON.stringify(frames));
      const problem = last.problem as { code: string; errors?: readonly { pointer: string }[] }; // by its type
      assert.equal(problem.code, code, JSON.stringify(frames));
      if (pointer !== undefined) assert.equal(problem.errors?.[0]?.pointer, pointer, JSON.stringify(frames));
      assert.equal((await socket.closed()).code, 4000);
    }
    await until(() => job.sessions.every(({ isClosed }) => isClosed));
  });

  it("is cut off after a frame that is too long, and after too much input at once", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    const long = aSocket(base, job.id);
    await long.send({ type: "start" });
    await long.next();
    await long.send(Buffer.alloc(300 * 1024));
    assert.equal((await long.closed()).code, 1009);
    await until(() => job.sessions[0]?.isClosed === true);

    const many = aSocket(base, job.id);
    await many.send({ type: "start" });
    await many.next();
    (await job.session(2)).block(true);
    for (let sent = 0; sent <= 256; sent += 32) await many.send(Buffer.alloc(32 * 1024));
    assert.deepEqual(await many.closed(), { code: 4000, reason: "too_large" });
    await until(() => job.sessions[1]?.isClosed === true);
  });

  it("is cut off when it starts nothing, types nothing for long, or stays for longer than anybody may", async () => {
    for (const execLimits of [{ startMs: 20 }, { idleMs: 20 }, { longestMs: 20 }]) {
      await using world = await aWorld({ execLimits });
      const base = await world.listen();
      const job = await aJobWithCommands(world);
      const socket = aSocket(base, job.id);
      if (!("startMs" in execLimits)) await socket.send({ type: "start", tty: { columns: 80, rows: 24 } });
      assert.deepEqual(await socket.closed(), { code: 4000, reason: "request_timeout" });
      await until(() => job.sessions.every(({ isClosed }) => isClosed));
    }
  });

  it("may say nothing for as long as it likes when it has no terminal", async () => {
    await using world = await aWorld({ execLimits: { idleMs: 1 } });
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    const socket = aSocket(base, job.id);
    await socket.send({ type: "start" });
    await socket.next();
    await sleep(20); // many times what a terminal may be idle for
    (await job.session()).exit({ exitCode: 0 });
    assert.deepEqual(await socket.next(), { type: "exit", exitCode: 0 });
  });
});

describe("a session that breaks", { timeout }, () => {
  it("ends the command when its client goes away", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    const socket = aSocket(base, job.id);
    await socket.send({ type: "start" });
    await socket.next();
    socket.close();
    await until(() => job.sessions[0]?.isClosed === true);
    await until(async () => (await openSessions(world)) === 0);
  });

  it("ends the command when its client goes away while it is being started", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    const { exec } = world;
    let start = (): void => undefined;
    world.exec = async (task, command) => {
      await new Promise<void>((resolve) => {
        start = resolve;
      });
      return exec(task, command);
    };
    const socket = aSocket(base, job.id);
    await socket.send({ type: "start" });
    await until(() => {
      socket.close();
      start();
      return job.sessions[0]?.isClosed === true;
    });
  });

  it("is told when the way to the job is lost", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    const socket = aSocket(base, job.id);
    await socket.send({ type: "start" });
    await socket.next();
    const session = await job.session();
    await session.say("some");
    session.lose(new TaskAccessError("http://node1:5051: socket hang up"));
    assert.deepEqual(await socket.next(), Buffer.from("\u0001some"));
    assert.deepEqual(await socket.closed(), { code: 4000, reason: "executor_unavailable" });
  });

  it("is told when the server closes, and ends the command", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    const socket = aSocket(base, job.id);
    await socket.send({ type: "start" });
    await socket.next();
    await world.app.close();
    assert.equal((await socket.closed()).code, 1001);
    assert.ok(job.sessions[0]?.isClosed);
  });

  it("does not keep a server whose client no longer answers", async () => {
    await using world = await aWorld({ execLimits: { heartbeatMs: 10 } });
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    // Switches, starts, and never reads or answers anything.
    const socket = await new Promise<import("node:stream").Duplex>((resolve, reject) => {
      const request = httpRequest(`${base}/api/v2/jobs/${job.id}/terminal`, {
        headers: {
          ...bearer(ANA),
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-version": "13",
          "sec-websocket-key": Buffer.alloc(16).toString("base64"),
        },
      });
      request.on("upgrade", (_response, duplex) => resolve(duplex.on("error", () => undefined)));
      request.on("error", reject);
      request.end();
    });
    const text = Buffer.from('{"type":"start"}');
    socket.write(Buffer.concat([Buffer.of(0x81, 0x80 | text.length, 0, 0, 0, 0), text]));
    const session = await job.session();
    await until(() => session.isClosed);
    socket.destroy();
  });
});

describe("a client that is slow", { timeout }, () => {
  it("gets no more than it can take, and then the rest", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    const socket = aSocket(base, job.id);
    await socket.send({ type: "start" });
    await socket.next();
    const session = await job.session();
    const piece = Buffer.alloc(32 * 1024, "x");
    let taken = 0;
    const saying = (async () => {
      for (let at = 0; at < 40; at += 1) {
        await session.say(piece);
        taken += 1;
      }
    })();
    await until(() => socket.received() === 256 * 1024);
    // Nothing more can come before an acknowledgement, however long one waits.
    await sleep(20);
    assert.deepEqual([socket.received(), taken], [256 * 1024, 8]);
    while (socket.received() < 40 * 32 * 1024) {
      await socket.next();
      await socket.send({ type: "ack", bytes: 32 * 1024 });
    }
    await saying;
    session.exit({ exitCode: 0 });
    await socket.closed();
  });

  it("is held up by a command that does not read", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const job = await aJobWithCommands(world);
    const socket = aSocket(base, job.id);
    await socket.send({ type: "start" });
    await socket.next();
    const session = await job.session();
    session.block(true);
    await socket.send(Buffer.from("one"));
    await socket.send(Buffer.from("two"));
    await session.say("a sign");
    assert.ok(Buffer.isBuffer(await socket.next())); // and no acknowledgement before it
    session.block(false);
    assert.deepEqual(await socket.next(), { type: "ack", bytes: 3 });
    assert.deepEqual(session.input.slice(0, 1), ["one"]);
  });
});
