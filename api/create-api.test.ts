import assert from "node:assert/strict";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, it } from "node:test";
import { permissionsOf } from "../auth/authorize.ts";
import type { Caller } from "../auth/caller.ts";
import { PERMISSIONS } from "../auth/permissions.ts";
import { openMemoryStore } from "../store/memory.ts";
import { ANA, anAgent, aWorld, BOB, ROOT, submitted } from "./api.builders.ts";
import { onceToken } from "./http/once.ts";

describe("who may come in", () => {
  it("refuses requests made for a foreign host before anything else", async () => {
    await using world = await aWorld({ publicUrl: new URL("https://jobs.example.org/x") });
    const status = async (host: string) =>
      (await world.inject({ url: "/api/v2/whoami", headers: { host, authorization: "" } })).statusCode;
    for (const host of [
      "evil.example",
      "127.0.0.1.evil.example",
      "localhost.evil.example:80",
      "10.0.0.1",
      "a b",
    ]) {
      assert.equal(await status(host), 403, host);
    }
    for (const host of ["localhost:9", "127.0.0.1", "127.9.9.9:80", "[::1]:8080", "jobs.example.org"]) {
      assert.equal(await status(host), 401, host);
    }
  });

  it("refuses pages of foreign origins, with or without a token", async () => {
    await using world = await aWorld({ publicUrl: new URL("https://jobs.example.org") });
    const answer = (origin: string) =>
      world.inject({ url: "/api/v2/whoami", headers: { host: "127.0.0.1:8080", origin } });
    for (const origin of [
      "https://evil.example",
      "null",
      "http://127.0.0.1:9999",
      "https://jobs.example.org.evil",
    ]) {
      const { statusCode, body } = await answer(origin);
      assert.equal(statusCode, 403, origin);
      assert.equal(JSON.parse(body).code, "foreign_origin");
    }
    for (const origin of ["https://jobs.example.org", "http://127.0.0.1:8080"]) {
      assert.equal((await answer(origin)).statusCode, 200, origin);
    }
  });

  it("gives one answer to every token that is not right", async () => {
    await using world = await aWorld();
    const flipped = [...ANA].map(
      (letter, at) => ANA.slice(0, at) + (letter === "x" ? "y" : "x") + ANA.slice(at + 1),
    );
    const headers = [
      "",
      "Bearer",
      "Basic YTpi",
      "Bearer ",
      `Bearer ${ANA} ${ANA}`,
      `Bearer ${"a".repeat(10_000)}`,
    ];
    for (const authorization of [...headers, ...flipped.map((token) => `Bearer ${token}`)]) {
      const answer = await world.inject({ url: "/api/v2/whoami", headers: { authorization } });
      assert.equal(answer.statusCode, 401, authorization);
      assert.match(String(answer.headers["www-authenticate"]), /^Bearer/);
      assert.equal(answer.json().code, "not_signed_in");
    }
  });

  it("opens each route to exactly the callers whose permission it names", async () => {
    await using world = await aWorld();
    const document = (await world.inject({ url: "/api/v2/openapi.json", as: ROOT })).json();
    const user: Caller = { user: "ana", roles: ["user"], via: "token" };
    const forUsers = new Set<string>(permissionsOf(user));
    let routes = 0;
    for (const [path, operations] of Object.entries<Record<string, { description?: string; security?: [] }>>(
      document.paths,
    )) {
      for (const [method, { description, security }] of Object.entries(operations)) {
        const permission = security === undefined ? /`(.*)`/.exec(description ?? "")?.[1] : "public";
        assert.ok(
          PERMISSIONS.some((known) => known === permission),
          `${path} names no permission`,
        );
        const url = path
          .replace("{id}", "77")
          .replace("{stream}", "stdout")
          .replace("{index}", "0")
          .replaceAll(/\{\w+\}/g, "x");
        if (path.endsWith("/events")) continue; // never ends; its doors are tested with it
        const call = (headers: Record<string, string>, as?: string) =>
          world.inject({
            method: method.toUpperCase() as "GET", // one of those of the document
            url,
            headers,
            ...(as === undefined ? {} : { as }),
          });
        const open = (status: number) => status !== 401 && status !== 403;
        assert.equal(
          open((await call({ authorization: "" })).statusCode),
          permission === "public",
          `nobody: ${path}`,
        );
        const forAna = permission === "public" || forUsers.has(permission ?? "");
        assert.equal(open((await call({}, ANA)).statusCode), forAna, `user: ${path}`);
        assert.ok(open((await call({}, ROOT)).statusCode), `admin: ${path}`);
        routes += 1;
      }
    }
    assert.ok(routes >= 20);
  });
});

describe("every answer", () => {
  it("is kept out of caches, pages and guessing of types, and has a request id", async () => {
    await using world = await aWorld();
    for (const url of ["/api/v2/whoami", "/livez", "/nothing", "/api/v2/jobs/abc", "/%c0%af"]) {
      const { headers } = await world.inject({ url });
      assert.equal(headers["cache-control"], "no-store", url);
      assert.equal(headers["x-content-type-options"], "nosniff", url);
      assert.match(String(headers["content-security-policy"]), /default-src 'none'/);
      assert.match(String(headers["x-request-id"]), /^[0-9a-f-]{36}$/);
    }
  });

  it("keeps a request id that is harmless, and makes one for the others", async () => {
    await using world = await aWorld();
    const id = async (given: string) =>
      (await world.inject({ url: "/livez", headers: { "x-request-id": given } })).headers["x-request-id"];
    assert.equal(await id("my-id_1.2"), "my-id_1.2");
    for (const given of ["a b", "x".repeat(65), "é", "a;b"]) assert.notEqual(await id(given), given);
  });

  it("to an unknown address is a 404, to a wrong method a 405 with those that are possible", async () => {
    await using world = await aWorld();
    assert.equal((await world.inject({ url: "/api/v2/nothing" })).statusCode, 404);
    const allow = async (method: "DELETE" | "PUT" | "POST" | "OPTIONS" | "GET", url: string) => {
      const answer = await world.inject({ method, url });
      assert.equal(answer.statusCode, 405, `${method} ${url}`);
      return answer.headers.allow;
    };
    assert.equal(await allow("DELETE", "/api/v2/jobs"), "POST, GET, HEAD");
    assert.equal(await allow("POST", "/api/v2/jobs/1"), "GET, HEAD, DELETE, PATCH");
    assert.equal(await allow("GET", "/api/v2/jobs/1:cancel"), "POST");
    assert.equal(await allow("OPTIONS", "/api/v2/jobs:batch"), "POST");
  });

  it("answers HEAD wherever GET is, without a body", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    for (const url of [
      "/api/v2/jobs",
      `/api/v2/jobs/${id}`,
      "/livez",
      "/metrics",
      "/api/v2/events",
      `/api/v2/jobs/${id}/logs/stdout?follow=true`,
    ]) {
      const answer = await world.inject({ method: "HEAD", url, as: url === "/metrics" ? ROOT : ANA });
      assert.deepEqual([answer.statusCode, answer.body], [200, ""], url);
    }
    const metrics = await world.inject({ url: "/metrics", as: ROOT });
    assert.doesNotMatch(metrics.body, /godocker_streams_open\{[^}]*\} [1-9]/);
  });

  it("is only JSON, and says so to those who want something else", async () => {
    await using world = await aWorld();
    const status = async (accept: string) =>
      (await world.inject({ url: "/api/v2/whoami", headers: { accept } })).statusCode;
    assert.equal(await status("text/html, image/png"), 406);
    assert.equal(await status("application/json;q=0"), 406);
    for (const accept of ["*/*", "application/*", "text/html, application/json;q=0.1", ""]) {
      assert.equal(await status(accept), 200, accept);
    }
  });

  it("names the parameter that is wrong or unknown, and the one that was meant", async () => {
    await using world = await aWorld();
    for (const [url, parameter, hint] of [
      ["/api/v2/jobs?limit=0", "limit", /1 to 1000/],
      ["/api/v2/jobs?limit=1e2", "limit", /1 to 1000/],
      ["/api/v2/jobs?state=runing", "state", /did you mean running/],
      ["/api/v2/jobs?stat=held", "stat", /Did you mean state/],
      ["/api/v2/jobs?since=2026-01-01&since=2026-01-02", "since", /only once/],
      ["/api/v2/jobs?since=2026-02-30", "since", /2026-01-31/],
      ["/api/v2/jobs?sort=-id,id", "sort", /differ/],
      ["/api/v2/jobs?sort=name", "sort", /one of id/],
      ["/api/v2/jobs?fields=id,passwd", "fields", /one of/],
      ["/api/v2/jobs?expand=attempts,events,usage", "expand", /at most 2/],
      ["/api/v2/jobs?q=state:faild", "q", /at character 7/],
      ["/api/v2/jobs/007", "id", /integer/],
      ["/api/v2/jobs/99999999999999999999", "id", /integer/],
      ["/api/v2/jobs/1/logs/stdin", "stream", /stdout, stderr/],
    ] as const) {
      const answer = await world.inject({ url });
      assert.equal(answer.statusCode, 400, url);
      assert.deepEqual([answer.json().code, answer.json().parameter], ["bad_parameter", parameter]);
      assert.match(answer.json().detail, hint);
    }
  });

  it("hides the cause of an unexpected error, which is in the log with the request id", async () => {
    const jobs = () => Promise.reject(new Error("password=hunter22 at db.internal:27017"));
    await using world = await aWorld({ store: { ...openMemoryStore(), jobs } });
    const answer = await world.inject({ url: "/api/v2/jobs" });
    assert.equal(answer.statusCode, 500);
    assert.doesNotMatch(answer.body, /hunter|internal:27017/);
    const line = world.logLines.find((each) => each.includes(answer.json().requestId));
    assert.match(line ?? "", /"level":"error".*|.*db\.internal/);
    assert.doesNotMatch(line ?? "hunter", /hunter/);
  });
});

describe("what is no HTTP", () => {
  const raw = async (base: string, bytes: string) =>
    new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(base);
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      let text = "";
      socket.on("data", (piece) => (text += piece.toString()));
      socket.on("error", reject);
      socket.on("close", () => resolve(text));
    });

  it("is answered in the same format, and the connection ends", { timeout: 240_000 }, async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const head = `GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
    for (const [bytes, status, code] of [
      ["nonsense\r\n\r\n", 400, "bad_request"],
      [`${head}X: ${"a".repeat(20_000)}\r\n\r\n`, 431, "headers_too_large"],
      [
        `POST /api/v2/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
        400,
        "bad_request",
      ],
    ] as const) {
      const answer = await raw(base, bytes);
      assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
      assert.match(answer, /content-type: application\/problem\+json/);
      assert.match(answer, new RegExp(`"code":"${code}"`));
    }
  });
});

describe("health", () => {
  it("lives whatever is away, and is ready only when what it needs is there", async () => {
    let storeIsThere = true;
    const check = async () => {
      if (!storeIsThere) throw new Error("ECONNREFUSED db.internal");
      return undefined;
    };
    await using world = await aWorld({ checks: [{ name: "store", kind: "hard", check }] });
    const status = async (url: string) =>
      (await world.inject({ url, headers: { authorization: "" } })).statusCode;
    assert.deepEqual([await status("/livez"), await status("/readyz")], [200, 200]);
    storeIsThere = false;
    assert.deepEqual([await status("/livez"), await status("/readyz")], [200, 503]);
    const bare = await world.inject({ url: "/readyz", headers: { authorization: "" } });
    assert.doesNotMatch(bare.body, /db\.internal/);
    const verbose = await world.inject({ url: "/api/v2/health", as: ROOT });
    assert.match(verbose.json().checks[0].detail, /db\.internal/);
  });

  it("is degraded, and still ready, without something soft", async () => {
    const check = () => Promise.reject(new Error("no leader"));
    await using world = await aWorld({ checks: [{ name: "leader", kind: "soft", check }] });
    const answer = await world.inject({ url: "/readyz" });
    assert.deepEqual([answer.statusCode, answer.json()], [200, { status: "degraded" }]);
  });
});

describe("the installation", () => {
  it("shows its machines as the leader knows them, and 503 without one", async () => {
    await using world = await aWorld();
    world.agents = [anAgent({ tasks: 2 })];
    const node = (await world.inject({ url: "/api/v2/nodes" })).json().items[0];
    assert.deepEqual(
      [node.hostname, node.total.cpus, node.total.memoryBytes, node.tasks],
      ["node1", 8, 16 * 2 ** 30, 2],
    );
    for (const name of ["a1", "node1"])
      assert.deepEqual((await world.inject({ url: `/api/v2/nodes/${name}` })).json(), node);
    assert.equal((await world.inject({ url: "/api/v2/nodes/a2" })).statusCode, 404);
    world.agents = undefined;
    for (const path of ["nodes", "nodes/a1"])
      assert.equal((await world.inject({ url: `/api/v2/${path}` })).json().code, "no_leader");
  });

  it("shows what jobs may mount and join, who asks, and its versions", async () => {
    await using world = await aWorld({ networks: ["lab"] });
    assert.deepEqual((await world.inject({ url: "/api/v2/networks" })).json().items, [{ name: "lab" }]);
    const volumes = (await world.inject({ url: "/api/v2/volumes" })).json().items;
    assert.deepEqual(volumes[0], { name: "home", path: "/data/home", mode: "rw" });
    const whoami = (await world.inject({ url: "/api/v2/whoami", as: BOB })).json();
    assert.deepEqual([whoami.user, whoami.roles], ["bob", ["user"]]);
    assert.equal((await world.inject({ url: "/api" })).json().versions[0].path, "/api/v2");
  });

  it("counts requests by route and never by path", async () => {
    await using world = await aWorld();
    await submitted(world);
    await world.inject({ url: "/api/v2/jobs/4711" });
    const { body } = await world.inject({ url: "/metrics", as: ROOT });
    assert.match(
      body,
      /godocker_http_request_seconds_count\{route="\/api\/v2\/jobs\/:id",method="GET",code_class="4xx"\} 1/,
    );
    assert.match(body, /godocker_jobs_submitted_total\{source="api"\} 1/);
    assert.doesNotMatch(body, /4711/);
  });
});

describe("the one-time address of a script", () => {
  it("gives the bytes while the task starts, and to nobody without its token", async () => {
    await using world = await aWorld();
    const script = "#!/bin/sh\necho é\n";
    const id = await submitted(world, { command: undefined, script });
    const taskId = await world.launch(id);
    const token = onceToken(await world.store.sharedSecret("once"), taskId);
    const get = (path: string) => world.inject({ url: path, headers: { authorization: "" } });
    const answer = await get(`/once/${taskId}/${token}/cmd.sh`);
    assert.deepEqual([answer.statusCode, answer.body], [200, script]);
    for (const path of [
      `/once/${taskId}/${token.slice(1)}x/cmd.sh`,
      `/once/${taskId}/${token}/other`,
      `/once/${taskId}/${token}/..%2fcmd.sh`,
      `/once/${id}.2.1/${token}/cmd.sh`,
      `/once/x/${token}/cmd.sh`,
    ]) {
      assert.equal((await get(path)).statusCode, 404, path);
    }
    await world.running(taskId);
    assert.equal((await get(`/once/${taskId}/${token}/cmd.sh`)).statusCode, 404);
  });
});

describe("closing", () => {
  it("ends answers that wait", { timeout: 240_000 }, async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const base = await world.listen();
    const answer = await fetch(`${base}/api/v2/events`, { headers: { authorization: `Bearer ${ANA}` } });
    const waiting = fetch(`${base}/api/v2/jobs/${id}?waitFor=terminal`, {
      headers: { authorization: `Bearer ${ANA}` },
    });
    const open = async () => (await world.inject({ url: "/metrics", as: ROOT })).body;
    // Injected requests never leave the microtask queue: without the pause the real ones would not arrive.
    while (!(await open()).includes('godocker_streams_open{kind="wait"} 1')) await sleep(2);
    const first = await answer.body?.getReader().read();
    assert.match(Buffer.from(first?.value ?? []).toString(), /retry/);
    await world.app.close();
    assert.equal((await waiting).status, 200);
  });
});
