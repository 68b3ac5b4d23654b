import assert from "node:assert/strict";
import { aPeopledWorld } from "./context/identity.builders.ts";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import { ANA, aWorld, BOB, submitted } from "./api.builders.ts";
import type { World } from "./api.builders.ts";
import { STREAMS_PER_USER_MAX } from "./context/streams.ts";
import corpus from "./bad-inputs.json" with { type: "json" };

/** Bodies that are too long for a data file. */
const MANY: Readonly<Record<string, () => string>> = {
  labels: () =>
    JSON.stringify({
      command: ["true"],
      labels: Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`k${n}`, ""])),
    }),
  dependencies: () =>
    JSON.stringify({
      command: ["true"],
      dependencies: Array.from({ length: 101 }, (_, n) => ({ job: n + 1 })),
    }),
  script: () => JSON.stringify({ script: "x".repeat(1024 * 1024 + 1) }),
  interpreter: () => JSON.stringify({ script: `#!${"/".repeat(5000)}\n` }),
  depth: () => "[".repeat(100_000),
  brackets: () => "[".repeat(10 * 1024 * 1024),
};

const JSON_BODY = { "content-type": "application/json" };

/** Of the corpus, those that concern requests, job documents and lists; each has a row here. */
const IDS = [...between(1, 72), ...between(95, 97), 100, ...between(107, 116), 133, 134, 166].map(
  (n) => `C${String(n).padStart(3, "0")}`,
);
const covered = new Set<string>();

function between(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, k) => from + k);
}

/** A test whose title names its ids. */
function row(title: string, test: () => Promise<void>): void {
  for (const [id] of title.matchAll(/C\d{3}/g)) covered.add(id);
  it(title, test);
}

describe("bad input at the door for jobs", () => {
  for (const input of corpus.jobs) {
    row(`${input.name}: ${input.status}`, async () => {
      await using world = await aWorld();
      const raw = "raw" in input ? input.raw : undefined;
      const many = "many" in input && input.many !== undefined ? MANY[input.many]?.() : undefined;
      const payload = raw ?? many ?? JSON.stringify("body" in input ? input.body : undefined);
      const answer = await world.inject({ method: "POST", url: "/api/v2/jobs", payload, headers: JSON_BODY });
      assert.equal(answer.statusCode, input.status, answer.body);
      if (input.status !== 201) assert.deepEqual(await world.store.inbox(10), [], "nothing is stored");
      if ("pointer" in input) {
        const pointers = answer.json().errors.map(({ pointer }: { pointer: string }) => pointer);
        assert.ok(pointers.includes(input.pointer), pointers.join(" "));
      }
      assert.equal(({} as Record<string, unknown>).isAdmin, undefined);
    });

    if ("raw" in input && input.raw === "") continue; // an empty line of a batch is no job
    it(`${input.name}: the same in a batch`, async () => {
      await using world = await aWorld();
      const raw = "raw" in input ? input.raw : undefined;
      const many = "many" in input && input.many !== undefined ? MANY[input.many]?.() : undefined;
      const payload = raw ?? many ?? JSON.stringify("body" in input ? input.body : undefined);
      const headers = { "content-type": "application/x-ndjson" };
      const answer = await world.inject({ method: "POST", url: "/api/v2/jobs:batch", payload, headers });
      assert.equal(answer.statusCode, 200, answer.body);
      const line = JSON.parse(answer.body);
      assert.equal(line.problem?.status ?? 201, input.status, answer.body);
      assert.equal((await world.store.inbox(10)).length, input.status === 201 ? 1 : 0);
    });
  }

  row("C056 UTF-16, C057 Latin-1: neither is taken for UTF-8", async () => {
    await using world = await aWorld();
    const text = '{"command":["é"]}';
    for (const [payload, type, status] of [
      [Buffer.from(text, "utf16le"), "application/json; charset=utf-16", 415],
      [Buffer.from(text, "utf16le"), "application/json", 400],
      [Buffer.from(text, "latin1"), "application/json", 400],
      [Buffer.from(text), "application/json;charset=UTF-8", 201],
    ] as const) {
      const headers = { "content-type": type };
      const answer = await world.inject({ method: "POST", url: "/api/v2/jobs", payload, headers });
      assert.equal(answer.statusCode, status, answer.body);
    }
  });

  row("C060, C166: a compressed body, and JSON under another name, are 415", async () => {
    await using world = await aWorld();
    for (const headers of [
      { ...JSON_BODY, "content-encoding": "gzip" },
      { "content-type": "text/plain" },
      { "content-type": "application/x-www-form-urlencoded" },
      { "content-type": "application/x-ndjson" },
    ]) {
      const answer = await world.inject({
        method: "POST",
        url: "/api/v2/jobs",
        payload: '{"command":["a"]}',
        headers,
      });
      assert.equal(answer.statusCode, 415, JSON.stringify(headers));
    }
  });
});

describe("bad input that takes more than one request", () => {
  const submit = (world: World, body: object) =>
    world.inject({ method: "POST", url: "/api/v2/jobs", payload: JSON.stringify(body), headers: JSON_BODY });
  const waitingFor = (job: number) => ({ command: ["true"], dependencies: [{ job }] });
  const linesOf = (body: string) =>
    body
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  row("C045 a job that waits for itself: 422", async () => {
    await using world = await aWorld();
    const next = (await submitted(world)) + 1;
    const answer = await submit(world, waitingFor(next));
    assert.deepEqual([answer.statusCode, answer.json().errors[0].pointer], [422, "/dependencies/0/job"]);
  });

  row("C046 three jobs of one batch that wait for each other: each is refused", async () => {
    await using world = await aWorld();
    const payload = [3, 1, 2].map((job) => JSON.stringify(waitingFor(job))).join("\n");
    const headers = { "content-type": "application/x-ndjson" };
    const answer = await world.inject({ method: "POST", url: "/api/v2/jobs:batch", payload, headers });
    const codes = linesOf(answer.body).map(({ problem }) => problem?.code);
    assert.deepEqual(codes, ["invalid", "invalid", "invalid"]);
    assert.deepEqual(await world.store.inbox(10), []);
  });

  row("C047 waiting for a job of somebody else: as for one that does not exist", async () => {
    await using world = await aWorld();
    const foreign = await submitted(world, {}, BOB);
    const told = async (job: number) => {
      const { requestId: _, ...problem } = (await submit(world, waitingFor(job))).json();
      return JSON.stringify(problem).replaceAll(String(job), "N");
    };
    assert.equal(await told(foreign), await told(9999));
  });

  row("C063 a login with operators: names and passwords are texts, and nothing is looked up", async () => {
    await using world = await aPeopledWorld();
    const payload = { user: { $gt: "" }, password: { $gt: "" } };
    const answer = await world.inject({ method: "POST", url: "/api/v2/auth/login", payload });
    assert.equal(answer.statusCode, 422);
    assert.equal(world.ldap.asked, 0);
  });

  row("C111 a line of 3 MiB in a batch: refused, and the next one is stored", async () => {
    await using world = await aWorld();
    const long = JSON.stringify({ command: ["true"], description: "x".repeat(3 * 1024 * 1024) });
    const payload = `${long}\n{"command":["true"]}\n`;
    const headers = { "content-type": "application/x-ndjson" };
    const answer = await world.inject({ method: "POST", url: "/api/v2/jobs:batch", payload, headers });
    const [first, second] = linesOf(answer.body);
    assert.deepEqual([first.problem.code, typeof second.id], ["too_large", "number"]);
  });

  row("C115 changes of a version that is gone, again and again: 412 each time", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const headers = { "content-type": "application/merge-patch+json", "if-match": '"1-999"' };
    for (let n = 0; n < 50; n += 1) {
      const url = `/api/v2/jobs/${id}`;
      const answer = await world.inject({ method: "PATCH", url, payload: '{"priority":1}', headers });
      assert.equal(answer.statusCode, 412);
    }
    assert.equal((await world.store.inbox(100)).length, 1);
  });
});

describe("bad input that is no request of a client", { timeout: 240_000 }, () => {
  const raw = async (base: string, write: (socket: Socket) => void) =>
    new Promise<string>((resolve) => {
      const { hostname, port } = new URL(base);
      const socket = connect(Number(port), hostname, () => write(socket));
      let text = "";
      socket.on("data", (piece) => (text += piece.toString()));
      socket.on("error", () => undefined); // the server may cut while we write
      socket.on("close", () => resolve(text));
    });
  const head = "GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n";

  row(
    "C095 a request id with a line end: what follows is a header of the request, never of the answer",
    async () => {
      await using world = await aWorld();
      const answer = await raw(await world.listen(), (socket) =>
        socket.write(`${head}X-Request-Id: a\r\nSet-Cookie: x\r\n\r\n`),
      );
      assert.match(answer, /^HTTP\/1\.1 200 [^]*x-request-id: a\r\n/);
      assert.doesNotMatch(answer, /set-cookie/i);
    },
  );

  row("C100 a user agent of 8 kB: served", async () => {
    await using world = await aWorld();
    const answer = await raw(await world.listen(), (socket) =>
      socket.write(`${head}User-Agent: ${"x".repeat(8192)}\r\n\r\n`),
    );
    assert.match(answer, /^HTTP\/1\.1 200 /);
  });

  row("C107 headers of 64 MiB: cut off", async () => {
    await using world = await aWorld();
    const piece = `X: ${"x".repeat(64 * 1024)}\r\n`;
    let sent = 0;
    const answer = await raw(await world.listen(), (socket) => {
      const more = (): void => {
        while (!socket.destroyed && sent < 64 * 1024 * 1024) {
          sent += piece.length;
          if (!socket.write(piece)) return void socket.once("drain", more);
        }
      };
      socket.write(head);
      more();
    });
    assert.ok(answer === "" || answer.startsWith("HTTP/1.1 431 "), answer.slice(0, 100));
    assert.ok(sent < 64 * 1024 * 1024, "it was cut before the end");
  });

  const getting = (base: string, path: string, as = ANA) =>
    fetch(base + path, { headers: { authorization: `Bearer ${as}` } });

  row(
    "C108 headers that come a byte at a time on 300 connections: others are served, and each has its end",
    async () => {
      await using world = await aWorld();
      const base = await world.listen();
      const { hostname, port } = new URL(base);
      const slow = await Promise.all(
        Array.from(
          { length: 300 },
          () =>
            new Promise<Socket>((resolve) => {
              const socket = connect(Number(port), hostname, () => resolve(socket));
              socket.on("error", () => undefined);
            }),
        ),
      );
      for (const byte of "GET /li") for (const socket of slow) socket.write(byte);
      assert.equal((await getting(base, "/api/v2/whoami")).status, 200);
      // It takes a minute; that it is set is what keeps such connections from staying for ever.
      const { headersTimeout } = world.app.server;
      assert.ok(headersTimeout > 0 && headersTimeout <= 60_000);
      for (const socket of slow) socket.destroy();
    },
  );

  row(
    "C109 a body of which most never comes: others are served, nothing is stored, and it has its end",
    async () => {
      await using world = await aWorld();
      const base = await world.listen();
      const { hostname, port } = new URL(base);
      const socket = connect(Number(port), hostname);
      socket.on("error", () => undefined);
      await new Promise<void>((resolve) => {
        socket.write(
          `POST /api/v2/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${ANA}\r\n` +
            "Content-Type: application/json\r\nContent-Length: 2097152\r\n\r\n" +
            `{"command":["true"],"description":"${"x".repeat(1024)}`,
          () => resolve(),
        );
      });
      assert.equal((await getting(base, "/api/v2/whoami")).status, 200);
      const { requestTimeout } = world.app.server;
      assert.ok(requestTimeout > 0 && requestTimeout <= 300_000);
      socket.destroy();
      assert.equal((await getting(base, "/api/v2/whoami")).status, 200);
      assert.deepEqual(await world.store.inbox(10), []);
    },
  );

  row("C110 more streams than one user may have: 429 for those, and others are served", async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const stop = new AbortController();
    const open = await Promise.all(
      Array.from({ length: STREAMS_PER_USER_MAX + 40 }, () =>
        fetch(`${base}/api/v2/events`, { headers: { authorization: `Bearer ${ANA}` }, signal: stop.signal }),
      ),
    );
    const statuses = open.map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 200).length, STREAMS_PER_USER_MAX);
    assert.equal(statuses.filter((status) => status === 429).length, 40);
    assert.equal((await getting(base, "/api/v2/whoami")).status, 200);
    assert.equal((await getting(base, "/api/v2/jobs", BOB)).status, 200);
    stop.abort();
  });

  row("C116 a length and pieces at once: 400, and the connection ends", async () => {
    await using world = await aWorld();
    const answer = await raw(await world.listen(), (socket) =>
      socket.write(
        "POST /api/v2/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      ),
    );
    assert.match(answer, /^HTTP\/1\.1 400 /);
  });
});

describe("bad input in addresses and parameters", () => {
  for (const input of corpus.queries) {
    row(`${input.name}: ${input.status}`, async () => {
      await using world = await aWorld();
      const url =
        "repeat" in input && input.repeat !== undefined ? input.url + "x".repeat(input.repeat) : input.url;
      const answer = await world.inject({ url });
      assert.equal(answer.statusCode, input.status, answer.body);
      if (answer.statusCode === 200) assert.deepEqual(answer.json().items, []);
    });
  }
});

describe("JSON that is broken", () => {
  it("is told with the place, and without quoting it", async () => {
    await using world = await aWorld();
    for (const [payload, offset] of [
      ["{", 1],
      ['{"a":1,}', 7],
      ['{"N": NaN}', 6],
      ['{"a":"\u0001"}', 6],
      ['{"token":"s3cret" x}', 18],
      ['["\\q"]', 3],
      ['{"command":["a"]} x', 18],
    ] as const) {
      const answer = await world.inject({ method: "POST", url: "/api/v2/jobs", payload, headers: JSON_BODY });
      assert.deepEqual([answer.statusCode, answer.json().offset], [400, offset], payload);
      assert.doesNotMatch(answer.body, /s3cret/);
    }
  });
});

describe("the corpus of bad inputs", () => {
  it("has a row for every id that concerns this door", () => {
    assert.deepEqual(
      IDS.filter((id) => !covered.has(id)),
      [],
    );
  });
});
