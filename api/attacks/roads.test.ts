import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe } from "node:test";
import { ANA, AUDITOR, BOB, EVE, OLAF, OPERATOR, READER, ROOT } from "../api.builders.ts";
import { attack, refused, tellsNothing } from "./attacks.builders.ts";

const JOB = { command: ["true"] };

/** Ways to be root, or another user. */
const UPWARD: readonly (readonly [id: string, fields: object])[] = [
  ["A080", { uid: 0 }],
  ["A081", { user: "root" }],
  ["A082", { gid: 0, groups: [0] }],
  ["A083", { account: { name: "root", uid: 0, gid: 0 } }],
  ["A084", { runAs: "root" }],
  ["A085", { rootInContainer: true }],
  ["A086", { privileged: true }],
  ["A087", { capabilities: ["SYS_ADMIN"] }],
  ["A088", { image: { ref: "debian", user: "0" } }],
  ["A089", { image: { ref: "debian", pull: "ifNotPresent", privileged: true } }],
  ["A090", { resources: { user: "root" } }],
  ["A091", { state: "succeeded", id: 1 }],
  ["A092", { submittedAtMs: 0, source: "legacy", retryOf: 1 }],
  ["A093", { env: { LD_PRELOAD: "/tmp/x.so" } }],
  ["A094", { env: { GODOCKER_USER: "root" } }],
  ["A095", { network: { name: "host" } }],
  ["A096", { volumes: [{ name: "/", path: "/host" }] }],
  ["A097", { volumes: [{ name: "docker.sock", path: "/var/run/docker.sock" }] }],
  ["A098", { image: "debian", tmpfs: [{ path: "/proc", bytes: 1_048_576 }] }],
  ["A099", { workdir: "/proc/self/fd/8" }],
];

describe("ways to be root or another user", () => {
  for (const [id, fields] of UPWARD)
    attack(id, `${JSON.stringify(fields)} is no field of a job`, async (world) => {
      refused(await world.send("POST", "/api/v2/jobs", { body: { ...JOB, ...fields } }), 422);
    });
  attack("A100", "a user's name comes from the credential, whatever the headers say", async (world) => {
    const headers = {
      "x-remote-user": "root",
      "remote-user": "root",
      "x-forwarded-user": "root",
      "x-user": "root",
    };
    const answer = await world.send("POST", "/api/v2/jobs", { body: JOB, headers });
    assert.equal(answer.json()["user"], "ana");
  });
  attack("A101", "nobody but an administrator acts under another name", async (world) => {
    for (const as of [EVE, BOB, OLAF, OPERATOR, AUDITOR, READER])
      refused(
        await world.send("GET", "/api/v2/whoami", { as, headers: { "impersonate-user": "root" } }),
        403,
      );
  });
  attack("A102", "who acts as somebody has no more than they", async (world) => {
    const headers = { "impersonate-user": "eve" };
    refused(await world.send("GET", "/api/v2/jobs/1", { as: ROOT, headers }), 404);
    refused(
      await world.send("PUT", "/api/v2/quotas/user/eve", { as: ROOT, headers, body: { cpus: 1 } }),
      403,
    );
  });
  attack("A103", "a clients' GoDocker 1.0 task of uid 0 is not submitted by a user", async (world) => {
    const token = await legacyToken(world);
    refused(
      await world.send("POST", "/api/1.0/task", {
        as: token,
        body: legacyTask({ user: { id: "root", uid: 0, gid: 0 } }),
      }),
      401,
      403,
    );
  });
  attack("A104", "a task that wants to be root is refused", async (world) => {
    const token = await legacyToken(world);
    const answer = await world.send("POST", "/api/1.0/task", {
      as: token,
      body: legacyTask({ container: { image: "debian", root: true, volumes: [] } }),
    });
    refused(answer, 401, 403);
  });
  attack("A105", "a repeated job stays its owner's, and what runs stays as it is", async (world) => {
    await world.lead(2, { type: "cancel_requested", by: "ana" });
    refused(
      await world.send("POST", "/api/v2/jobs/2:retry", {
        as: ROOT,
        body: { changes: { script: "#!/bin/sh\nid\n" } },
      }),
      403,
    );
    refused(await world.send("POST", "/api/v2/jobs/2:retry", { as: EVE, body: {} }), 404);
  });
});

async function legacyToken(world: Parameters<Parameters<typeof attack>[2]>[0]): Promise<string> {
  const answer = await world.send("POST", "/api/1.0/authenticate", {
    as: "",
    body: { user: "ana", apikey: ANA },
  });
  const token = answer.statusCode === 200 ? answer.json()["token"] : "";
  return typeof token === "string" ? token : "";
}

function legacyTask(fields: object): object {
  return {
    meta: { name: "x", description: "", tags: [] },
    requirements: { cpu: 1, ram: 1 },
    container: { image: "debian", volumes: [] },
    command: { cmd: "#!/bin/sh\n", interactive: false },
    ...fields,
  };
}

const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const CLAIMS = b64({ sub: "root", user: { id: "root", admin: true }, exp: 4_102_444_800 });

/** What is no credential of this server. */
const FORGED: readonly (readonly [id: string, header: string])[] = [
  ["A110", `Bearer ${b64({ alg: "none" })}.${CLAIMS}.`],
  ["A111", `Bearer ${b64({ alg: "NONE" })}.${CLAIMS}.x`],
  ["A112", signed({ alg: "HS256" }, "")],
  ["A113", signed({ alg: "HS256" }, "secret")],
  ["A114", signed({ alg: "HS256", kid: "../../dev/null" }, "")],
  ["A115", signed({ alg: "HS256", jwk: { kty: "oct", k: "c2VjcmV0" } }, "secret")],
  ["A116", `Bearer ${ANA.slice(0, -1)}1`],
  ["A117", `Bearer ${ANA}a`],
  ["A118", `Bearer ${ANA.toUpperCase()}`],
  ["A119", `Basic ${Buffer.from(`root:${ROOT}`).toString("base64")}`],
  ["A120", `Bearer `],
  ["A121", `Bearer ${"a".repeat(5000)}`],
  ["A122", `Bearer ${ANA},${ROOT}`],
  ["A123", `Token ${ROOT}`],
  ["A124", `Bearer gd_${"A".repeat(43)}`],
  ["A125", `Bearer undefined`],
];

function signed(header: object, secret: string): string {
  const text = `${b64({ typ: "JWT", ...header })}.${CLAIMS}`;
  return `Bearer ${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

describe("forged credentials", () => {
  for (const [id, authorization] of FORGED)
    attack(id, `${authorization.slice(0, 40)} opens nothing`, async (world) => {
      for (const url of ["/api/v2/jobs/1", "/api/v2/audit", "/api/1.0/task/1"]) {
        const answer = await world.send("GET", url, { as: "", headers: { authorization } });
        refused(answer, 401);
        tellsNothing(answer);
      }
    });
  attack("A126", "a token in the address or in a cookie of another name is none", async (world) => {
    refused(await world.send("GET", `/api/v2/jobs?token=${ANA}`, { as: "" }), 400, 401);
    refused(await world.send("GET", `/api/v2/jobs?access_token=${ANA}`, { as: "" }), 400, 401);
    refused(await world.send("GET", "/api/v2/jobs", { as: "", headers: { cookie: `token=${ANA}` } }), 401);
  });
  attack("A127", "a token that was revoked is none", async (world) => {
    world.revoked.add(ANA);
    refused(await world.send("GET", "/api/v2/jobs/1"), 401);
  });
  attack("A128", "one bit less or more of a token, anywhere, is another token", async (world) => {
    const bytes = Buffer.from(ANA);
    for (let at = 3; at < bytes.length; at += 1) {
      const other = Buffer.from(bytes);
      other.writeUInt8(other.readUInt8(at) ^ 1, at);
      refused(await world.send("GET", "/api/v2/whoami", { as: other.toString("latin1") }), 401);
    }
  });
  attack("A129", "a cursor is for its list, its maker's filter, and nobody else's", async (world) => {
    const first = await world.send("GET", "/api/v2/jobs?limit=1");
    const { next } = first.json();
    assert.equal(typeof next, "string");
    refused(await world.send("GET", `/api/v2/jobs?limit=1&cursor=${String(next)}`, { as: EVE }), 400);
    refused(await world.send("GET", `/api/v2/jobs?limit=1&state=failed&cursor=${String(next)}`), 400);
    refused(await world.send("GET", `/api/v2/jobs?limit=1&cursor=${String(next).slice(0, -2)}AA`), 400);
  });
  attack("A130", "an address for one use is not guessed", async (world) => {
    for (const url of ["/once/1.1.1/x/script", "/once/1.1.1/%00/script", "/once/../../etc/passwd/x/y"])
      refused(await world.send("GET", url, { as: "" }), 400, 401, 404);
  });
  attack("A131", "the key of a request is its maker's: nobody gets the answer of another", async (world) => {
    const headers = { "idempotency-key": "k1" };
    const own = await world.send("POST", "/api/v2/jobs", { body: { ...JOB, name: "secret-name" }, headers });
    const other = await world.send("POST", "/api/v2/jobs", { body: JOB, headers, as: EVE });
    assert.notEqual(other.json()["id"], own.json()["id"]);
    tellsNothing(other);
  });
});

/** What EVE may not do to what is ana's, or to the site. */
const FOREIGN: readonly (readonly [
  id: string,
  method: string,
  path: string,
  status: number,
  body?: object,
])[] = [
  ["A140", "GET", "/jobs/1", 404],
  ["A141", "GET", "/jobs/1/spec", 404],
  ["A142", "GET", "/jobs/1/logs/stdout", 404],
  ["A143", "GET", "/jobs/1/files", 404],
  ["A144", "POST", "/jobs/1:cancel", 404],
  ["A145", "DELETE", "/jobs/1", 404],
  ["A146", "GET", "/jobs/1/explain?trace=true", 404],
  ["A147", "GET", "/projects/bio", 404],
  ["A148", "PUT", "/projects/bio/members/eve", 404],
  ["A149", "POST", "/projects", 403, { name: "mine" }],
  ["A150", "PUT", "/quotas/user/eve", 403, { cpus: 1000 }],
  ["A151", "PUT", "/shares/geo", 403, { weight: 1000 }],
  ["A152", "POST", "/admin/maintenance", 403, { mode: "refuse" }],
  ["A153", "GET", "/quotas/user/ana", 404],
  ["A154", "GET", "/offers", 403],
  ["A155", "POST", "/simulate", 403, {}],
  ["A156", "GET", "/health", 403],
];

describe("reaching for what is another user's", () => {
  for (const [id, method, path, status, body] of FOREIGN)
    attack(id, `${method} ${path}`, async (world) => {
      const answer = await world.send(method, `/api/v2${path}`, {
        as: EVE,
        ...(body === undefined ? {} : { body }),
        headers: { "if-match": "*", "break-glass": "because I want to know" },
      });
      refused(answer, status);
      tellsNothing(answer);
    });
  attack("A157", "actions on many jobs reach only one's own", async (world) => {
    const answer = await world.send("POST", "/api/v2/jobs:cancel", { as: EVE, body: { ids: [1, 2] } });
    assert.equal(answer.json()["refused"], 2);
    tellsNothing(answer);
    assert.equal((await world.store.job(1))?.status.cancelledBy, undefined);
  });
  attack("A158", "a job does not wait for one that its owner does not see", async (world) => {
    const known = await world.send("POST", "/api/v2/jobs", {
      as: EVE,
      body: { ...JOB, dependencies: [{ job: 1, on: "end" }] },
    });
    const unknown = await world.send("POST", "/api/v2/jobs", {
      as: EVE,
      body: { ...JOB, dependencies: [{ job: 9999, on: "end" }] },
    });
    refused(known, 422);
    const text = ({ body }: typeof known) => body.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, "");
    assert.equal(text(known), text(unknown));
  });
  attack("A159", "who made an operation alone is told of it", async (world) => {
    const made = await world.send("POST", "/api/v2/jobs:hold", { body: { ids: [2] } });
    refused(await world.send("GET", `/api/v2/operations/${String(made.json()["id"])}`, { as: EVE }), 404);
  });
  attack("A160", "the audit log shows everybody their own", async (world) => {
    await world.send("GET", "/api/v2/offers");
    assert.deepEqual((await world.send("GET", "/api/v2/audit", { as: EVE })).json()["items"], []);
    const all = await world.send("GET", "/api/v2/audit?actor=ana", { as: EVE });
    assert.deepEqual(all.json()["items"], []);
  });
  attack("A161", "an auditor changes nothing", async (world) => {
    for (const [method, path, body] of [
      ["POST", "/jobs", JOB],
      ["POST", "/jobs/1:cancel", undefined],
      ["POST", "/projects", { name: "x" }],
      ["POST", "/secrets", { name: "x", value: "y" }],
    ] as const)
      refused(
        await world.send(method, `/api/v2${path}`, { as: AUDITOR, ...(body === undefined ? {} : { body }) }),
        403,
      );
  });
  attack("A162", "an operator reads no output, whatever the reason", async (world) => {
    refused(
      await world.send("GET", "/api/v2/jobs/1/logs/stdout", {
        as: OPERATOR,
        headers: { "break-glass": "I keep the site running" },
      }),
      403,
    );
  });
  attack("A163", "a token for reading writes nothing", async (world) => {
    for (const path of ["/jobs", "/jobs:batch", "/jobs:validate"])
      refused(await world.send("POST", `/api/v2${path}`, { as: READER, body: JOB }), 403);
    refused(await world.send("POST", "/api/v2/jobs/1:cancel", { as: READER }), 403);
  });
});
