import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { createLogger } from "../telemetry/logger.ts";
import { aWorld, BOB, submitted } from "./api.builders.ts";
import type { World } from "./api.builders.ts";

describe("compression", () => {
  it("is for those who accept it, of documents that are long enough", async () => {
    await using world = await aWorld();
    for (let n = 0; n < 5; n += 1) await submitted(world);
    const get = (url: string, encoding: string) =>
      world.app.inject({
        url,
        headers: { host: "127.0.0.1", authorization: world.token, "accept-encoding": encoding },
      });
    const plain = (await get("/api/v2/jobs", "identity")).body;
    const gzip = await get("/api/v2/jobs", "gzip, deflate");
    assert.equal(gzip.headers["content-encoding"], "gzip");
    assert.equal(gunzipSync(gzip.rawPayload).toString(), plain);
    const br = await get("/api/v2/jobs", "br;q=1.0, gzip;q=0.5");
    assert.equal(brotliDecompressSync(br.rawPayload).toString(), plain);
    assert.match(String(br.headers.vary), /accept-encoding/i);
    for (const [url, encoding] of [
      ["/api/v2/whoami", "gzip"],
      ["/api/v2/jobs", "zstd, deflate"],
    ] as const)
      assert.equal((await get(url, encoding)).headers["content-encoding"], undefined, url);
  });

  it("never delays what comes bit by bit", { timeout: 240_000 }, async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const answer = await fetch(`${base}/api/v2/events`, {
      headers: { authorization: world.token, "accept-encoding": "gzip, br" },
    });
    assert.equal(answer.headers.get("content-encoding"), null);
    const first = await answer.body?.getReader().read();
    assert.match(Buffer.from(first?.value ?? []).toString(), /retry/);
  });
});

describe("a job in YAML", () => {
  const send = (world: World, payload: string, url = "/api/v2/jobs") =>
    world.inject({ method: "POST", url, payload, headers: { "content-type": "application/yaml" } });

  it("is the same as in JSON", async () => {
    await using world = await aWorld();
    const answer = await send(
      world,
      "name: blast\nscript: |\n  #!/bin/sh\n  echo {a} [b\nresources:\n  cpus: 0.5\nlabels: {run: '1', on: 'yes'}\n",
    );
    assert.equal(answer.statusCode, 201, answer.body);
    const { name, script, resources, labels } = answer.json();
    assert.deepEqual(
      [name, script, resources.cpus, labels],
      ["blast", "#!/bin/sh\necho {a} [b\n", 0.5, { run: "1", on: "yes" }],
    );
    assert.equal((await send(world, "command: [a]", "/api/v2/jobs:validate")).statusCode, 200);
  });

  it("has nothing that makes more of it than is written", async () => {
    await using world = await aWorld();
    for (const [payload, status] of [
      ["a: &x [1]\nb: *x", 400],
      ["command: !!js/function 'x'", 400],
      ["command: [a]\ncommand: [b]", 400],
      ["? [a]\n: b", 400],
      ["---\ncommand: [a]\n---\ncommand: [b]", 400],
      ["command: [a", 400],
      ["[".repeat(5000), 400],
      ["- ".repeat(5000), 400],
      [`a: [${"1,".repeat(20_000)}1]`, 413],
      [Array.from({ length: 20_000 }, (_, k) => `k${k}: 1`).join("\n"), 413],
      ["x".repeat(300_000), 413],
      ["__proto__: {x: 1}\ncommand: [a]", 422],
      ["resources: {cpus: .inf}\ncommand: [a]", 422],
      ["command: [a]\nname: 12", 422],
      ["", 400],
    ] as const) {
      const answer = await send(world, payload);
      assert.equal(answer.statusCode, status, `${payload.slice(0, 40)}: ${answer.body}`);
    }
    assert.deepEqual(await world.store.inbox(10), []);
  });

  it("is told where it is broken, and without being quoted", async () => {
    await using world = await aWorld();
    const answer = await send(world, "token: s3cret\ntoken: s3cret");
    assert.equal(answer.json().offset, 14);
    assert.doesNotMatch(answer.body, /s3cret/);
  });
});

describe("limits of rates", () => {
  it("are told with every answer, hold for a user, and fill up again", async () => {
    let nowMs = Date.now();
    await using world = await aWorld({ rateLimits: { reads: 60, writes: 3 }, nowMs: () => nowMs });
    const first = await world.inject({ url: "/api/v2/whoami" });
    assert.equal(first.headers["ratelimit-policy"], '"reads";q=60;w=60');
    assert.match(String(first.headers.ratelimit), /^"reads";r=59;t=1$/);
    for (let n = 0; n < 3; n += 1) await submitted(world);
    const refused = await world.inject({ method: "POST", url: "/api/v2/jobs", payload: { command: ["a"] } });
    assert.deepEqual([refused.statusCode, refused.json().code], [429, "rate_limited"]);
    assert.equal(refused.headers["retry-after"], "20");
    assert.match(String(refused.headers.ratelimit), /^"writes";r=0;/);
    await submitted(world, {}, BOB);
    assert.equal((await world.inject({ url: "/api/v2/whoami" })).statusCode, 200, "reads have their own");
    nowMs += 20_000;
    await submitted(world);
  });

  it("hold for an address, whoever asks from there", async () => {
    await using world = await aWorld({ rateLimits: { reads: 2 } });
    const statuses = [];
    for (let n = 0; n < 10; n += 1)
      statuses.push(
        (await world.app.inject({ url: "/api/v2/docs", headers: { host: "127.0.0.1" } })).statusCode,
      );
    const probe = await world.app.inject({ url: "/livez", headers: { host: "127.0.0.1" } });
    assert.equal(probe.statusCode, 200, "a probe is no visitor");
    assert.deepEqual(
      statuses.map((status) => status === 200),
      statuses.map((_, n) => n < 8),
    );
  });
});

describe("the documents of the API", () => {
  it("say the same in JSON and in YAML", async () => {
    await using world = await aWorld();
    const json = (await world.inject({ url: "/api/v2/openapi.json" })).json();
    const yaml = await world.app.inject({
      url: "/api/v2/openapi.yaml",
      headers: { host: "127.0.0.1", authorization: world.token },
    });
    assert.match(String(yaml.headers["content-type"]), /^application\/yaml/);
    assert.deepEqual(parse(yaml.body), json);
  });

  it("name every status of every operation, and leave nothing open", async () => {
    await using world = await aWorld();
    const { paths, components } = (await world.inject({ url: "/api/v2/openapi.json" })).json();
    const ids = new Set<string>();
    for (const [path, operations] of Object.entries<Record<string, Record<string, unknown>>>(paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const { operationId, summary, responses } = operation as {
          operationId: string;
          summary: string;
          responses: Record<string, { content?: Record<string, { schema?: object }> }>;
        };
        assert.ok(!ids.has(operationId), operationId);
        ids.add(operationId);
        assert.ok(summary.length > 0, path);
        assert.equal(responses["default"], undefined, `${method} ${path}`);
        assert.ok(responses["500"] !== undefined && responses["403"] !== undefined, `${method} ${path}`);
        for (const [status, { content = {} }] of Object.entries(responses)) {
          if (Number(status) >= 400 && status !== "503")
            assert.deepEqual(
              Object.keys(content),
              ["application/problem+json"],
              `${method} ${path} ${status}`,
            );
        }
      }
    }
    for (const [name, schema] of Object.entries(components.schemas)) {
      for (const open of openObjects(schema))
        assert.equal(name, "Problem", `${name} has an open object: ${open}`);
    }
  });

  it("are a page for people, of nobody else's parts and without a script", async () => {
    await using world = await aWorld();
    const { statusCode, headers, body } = await world.app.inject({
      url: "/api/v2/docs",
      headers: { host: "127.0.0.1" },
    });
    assert.equal(statusCode, 200);
    assert.match(
      String(headers["content-security-policy"]),
      /^default-src 'none'; style-src 'sha256-[^']+'; /,
    );
    assert.doesNotMatch(body, /<script|https?:\/\/|javascript:|\son\w+=/i);
    const { paths } = (await world.inject({ url: "/api/v2/openapi.json" })).json();
    for (const path of Object.keys(paths)) assert.ok(body.includes(path), path);
    const [, targets] = [body, [...body.matchAll(/href="#(\w+)"/g)]];
    for (const [, target] of targets) assert.ok(body.includes(`id="${target}"`), `#${target}`);
  });
});

describe("what does not exist yet", () => {
  it("says so under its address", async () => {
    await using world = await aWorld();
    for (const [method, url] of [
      ["GET", "/api/v2/users/me/keys"],
      ["GET", "/api/v2/stream"],
    ] as const) {
      const answer = await world.inject({ method, url });
      assert.deepEqual([answer.statusCode, answer.json().code], [501, "not_implemented"], url);
      assert.match(answer.json().detail, /does not have \w+/);
    }
  });
});

describe("a method that is nowhere", () => {
  it("is 405 with those that are possible, also when it comes without a type or is none of HTTP's common ones", async () => {
    await using world = await aWorld();
    for (const method of ["TRACE", "QUERY", "PROPFIND"]) {
      const answer = await world.app.inject({
        method: method as "GET", // the library knows fewer methods than the server
        url: "/api/v2/jobs",
        headers: { host: "127.0.0.1", authorization: world.token },
      });
      assert.deepEqual([answer.statusCode, answer.headers.allow], [405, "POST, GET, HEAD"], method);
    }
  });
});

describe("the log of a request", () => {
  it("names the trace that it belongs to", async () => {
    const lines: string[] = [];
    const log = createLogger({ level: "debug", nowMs: Date.now, write: (line) => lines.push(line) });
    await using world = await aWorld({ log });
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    const get = (traceparent: string) => world.inject({ url: "/livez", headers: { traceparent } });
    await get(`00-${trace}-00f067aa0ba902b7-01`);
    await get(`00-${"x".repeat(32)}-00f067aa0ba902b7-01`);
    assert.deepEqual(
      lines.flatMap((line) => JSON.parse(line).trace ?? []),
      [trace],
    );
  });
});

/** Objects of a schema that take any field. */
function openObjects(schema: unknown, at = ""): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { type, additionalProperties, properties } = schema as Record<string, unknown>;
  const isOpen = type === "object" && properties !== undefined && additionalProperties === undefined;
  return [
    ...(isOpen ? [at] : []),
    ...Object.entries(schema).flatMap(([name, value]) => openObjects(value, `${at}/${name}`)),
  ];
}
