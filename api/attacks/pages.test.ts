import assert from "node:assert/strict";
import { describe } from "node:test";
import { EVE, OPERATOR } from "../api.builders.ts";
import { attack, refused } from "./attacks.builders.ts";

const JOB = { command: ["true"] };

describe("pages of other sites", () => {
  attack("A170", "a foreign origin is refused, with any method", async (world) => {
    for (const [method, path] of [
      ["GET", "/jobs"],
      ["POST", "/jobs"],
      ["DELETE", "/jobs/2"],
    ] as const)
      refused(
        await world.send(method, `/api/v2${path}`, {
          headers: { origin: "https://evil.example" },
          ...(method === "POST" ? { body: JOB } : {}),
        }),
        403,
      );
  });
  attack("A171", "a form of another site is no JSON", async (world) => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
      refused(
        await world.send("POST", "/api/v2/jobs", {
          raw: JSON.stringify(JOB),
          headers: { "content-type": type },
        }),
        415,
      );
  });
  attack("A172", "another name for this host is refused", async (world) => {
    for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "[::1].evil"])
      refused(await world.send("GET", "/api/v2/jobs", { headers: { host } }), 403);
  });
  attack("A173", "nobody is told that other origins may ask", async (world) => {
    const answer = await world.send("OPTIONS", "/api/v2/jobs", {
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    assert.equal(answer.headers["access-control-allow-origin"], undefined);
    refused(answer, 403, 404, 405);
  });
  attack("A174", "a method that hides in a header is no method", async (world) => {
    const answer = await world.send("GET", "/api/v2/jobs/2", {
      headers: { "x-http-method-override": "DELETE", "x-method-override": "DELETE" },
    });
    assert.equal(answer.statusCode, 200);
  });
});

const SCRIPT = `<script>alert(1)</script><img src=x onerror=alert(1)>`;

describe("text that would be a page", () => {
  attack("A180", "names and labels are data, and no browser takes them for a page", async (world) => {
    const body = { ...JOB, name: "<script>alert(1)<b>", description: SCRIPT, labels: { k: SCRIPT } };
    const { id } = (await world.send("POST", "/api/v2/jobs", { body })).json();
    const answer = await world.send("GET", `/api/v2/jobs/${String(id)}`, { headers: { accept: "*/*" } });
    assert.match(String(answer.headers["content-type"]), /^application\/json/);
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
    assert.match(String(answer.headers["content-security-policy"]), /default-src 'none'/);
  });
  attack("A181", "output is text, and no browser takes it for a page", async (world) => {
    await world.lead(2);
    const taskId = await world.launch(2);
    await world.running(taskId);
    world.output.set(`${taskId}/stdout`, Buffer.from(SCRIPT));
    const answer = await world.send("GET", "/api/v2/jobs/2/logs/stdout");
    assert.match(String(answer.headers["content-type"]), /^text\/plain/);
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
    assert.match(String(answer.headers["content-security-policy"]), /default-src 'none'/);
  });
  attack("A182", "what is refused is not put into a page", async (world) => {
    const answer = await world.send("GET", `/api/v2/${encodeURIComponent(SCRIPT)}`);
    assert.match(String(answer.headers["content-type"]), /json/);
    assert.doesNotMatch(String((await world.send("GET", "/api/v2/docs", { as: "" })).body), /alert\(1\)/);
  });
  attack("A183", "nothing of a request becomes a header of its answer", async (world) => {
    for (const value of ["a\tb", "é", "x; y", "a,b", " x"]) {
      const answer = await world.send("GET", "/livez", { headers: { "x-request-id": value } });
      assert.notEqual(answer.headers["x-request-id"], value);
    }
  });
});

/** Where no server of ours may be sent. */
const INSIDE: readonly (readonly [id: string, url: string])[] = [
  ["A190", "http://169.254.169.254/latest/meta-data/"],
  ["A191", "http://[::ffff:169.254.169.254]/"],
  ["A192", "http://0x7f000001/"],
  ["A193", "http://2130706433/"],
  ["A194", "http://127.1/"],
  ["A195", "http://0/"],
  ["A196", "http://[::1]:80/"],
  ["A197", "http://[fd00:ec2::254]/"],
  ["A198", "http://localhost/"],
  ["A199", "file:///etc/passwd"],
  ["A200", "gopher://127.0.0.1:6379/_FLUSHALL"],
  ["A201", "http://user:password@example.org/"],
  ["A202", "http://example.org:22/"],
  ["A203", "//169.254.169.254/"],
  ["A204", "javascript:alert(1)"],
];

describe("addresses that a server would be sent to", () => {
  for (const [id, url] of INSIDE)
    attack(id, `${url} is told nothing`, async (world) => {
      refused(
        await world.send("POST", "/api/v2/jobs", { body: { ...JOB, notify: [{ on: ["end"], url }] } }),
        422,
      );
    });
});

const DIGEST = `sha256:${"a".repeat(64)}`;
const IMAGES: readonly (readonly [id: string, ref: string])[] = [
  ["A210", "-v /:/host debian"],
  ["A211", "debian --privileged"],
  ["A212", "docker.io.evil.com/library/debian"],
  ["A213", "evil.com/docker.io/library/debian"],
  ["A214", "evil/debian"],
  ["A215", "registry.example.org.evil.com/x"],
  ["A216", "registry.example.org:5000/x"],
  ["A217", "../../library/debian"],
  ["A218", "debian@sha256:zz"],
  ["A219", `evil/x@${DIGEST}`],
  ["A220", "http://registry.example.org/x"],
  ["A221", "debian\nevil/x"],
  ["A222", "docker.io/library/../evil/x"],
  ["A223", "docker.io/evil/debian"],
];
const POLICY = {
  siteRules: {
    notify: { ports: [80, 443], mailDomains: undefined },
    volumes: [],
    queues: [{ name: "default", limits: {} }],
    queueByDefault: "default",
    projects: [{ name: "default" }, { name: "bio", members: ["ana"] }],
    licences: {},
    executors: ["mesos"],
    images: { allow: ["docker.io/library/*", "registry.example.org/*"], deny: [], digest: false },
    priorityMax: 60,
  },
};

describe("images where only some are allowed", () => {
  for (const [id, image] of IMAGES)
    attack(
      id,
      `${JSON.stringify(image)} is none of them`,
      async (world) => {
        refused(await world.send("POST", "/api/v2/jobs", { body: { ...JOB, image } }), 422);
        refused(await world.send("POST", "/api/v2/jobs:validate", { body: { ...JOB, image } }), 422);
      },
      POLICY,
    );
  attack(
    "A224",
    "those that are, are taken",
    async (world) => {
      for (const image of ["debian:12", "registry.example.org/bio/blast:1", `debian@${DIGEST}`])
        refused(await world.send("POST", "/api/v2/jobs", { body: { ...JOB, image } }), 201);
    },
    POLICY,
  );
  attack(
    "A225",
    "a priority above the ceiling is for operators",
    async (world) => {
      refused(await world.send("POST", "/api/v2/jobs", { body: { ...JOB, priority: 61 } }), 422);
      refused(
        await world.send("POST", "/api/v2/jobs", { body: { ...JOB, priority: 61 }, as: OPERATOR }),
        201,
      );
    },
    POLICY,
  );
});

describe("many at once", () => {
  attack(
    "A230",
    "a thousand submissions against a limit of ten that wait: never eleven",
    async (world) => {
      const answers = await Promise.all(
        Array.from({ length: 1000 }, () => world.send("POST", "/api/v2/jobs", { body: JOB, as: EVE })),
      );
      const taken = answers.filter(({ statusCode }) => statusCode === 201).length;
      assert.equal(taken, 10);
      assert.equal(
        await world.store.countJobs({ filter: { kind: "word", field: "user", values: ["eve"] } }, 100),
        10,
      );
    },
    {
      accountRules: () => ({ shares: [], quotas: [{ user: "eve", queuedJobs: 10 }] }),
      rateLimits: { writes: 5000, reads: 5000 },
    },
  );
  attack(
    "A231",
    "guessing tokens is slowed down, and opens nothing",
    async (world) => {
      const statuses = new Set<number>();
      for (let n = 0; n < 60; n += 1)
        statuses.add(
          (await world.send("GET", "/api/v2/whoami", { as: `gd_${String(n).padEnd(43, "x")}` })).statusCode,
        );
      assert.deepEqual([...statuses].sort(), [401, 429]);
    },
    { rateLimits: { reads: 5 } },
  );
  attack("A232", "one who asks too often keeps nobody else from asking", async (world) => {
    assert.equal((await world.send("GET", "/api/v2/jobs", { as: EVE })).statusCode, 200);
  });
});
