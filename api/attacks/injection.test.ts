import assert from "node:assert/strict";
import { describe } from "node:test";
import { ANA, AUDITOR, EVE, ROOT } from "../api.builders.ts";
import { attack, refused, tellsNothing, underAttack } from "./attacks.builders.ts";

/** What databases would take for more than a value. */
const QUERIES: readonly (readonly [id: string, parameter: string, value: string])[] = [
  ["A001", "user", "' OR '1'='1"],
  ["A002", "user", "ana' --"],
  ["A003", "user", "eve' UNION SELECT id, body FROM bodies --"],
  ["A004", "project", "bio'; DROP TABLE jobs; --"],
  ["A005", "name", "*' OR 1=1 --"],
  ["A006", "label", "k=secret-label' OR 'a'='a"],
  ["A007", "label", "k') OR 1=1 --=x"],
  ["A008", "node", '" OR ""="'],
  ["A009", "q", "state:pending) OR (1=1"],
  ["A010", "q", "user:ana,*"],
  ["A011", "q", "-user:eve"],
  ["A012", "user", '{"$gt":""}'],
  ["A013", "user", '{"$ne":"eve"}'],
  ["A014", "name", "[a-z]*"],
  ["A015", "name", "%"],
  ["A016", "project", "bio%00"],
  ["A017", "q", "label:k=secret-label"],
  ["A018", "q", "-project:none -user:none"],
];
/** Parameters whose names are the attack. */
const NAMES: readonly (readonly [id: string, query: string])[] = [
  ["A019", "user[$ne]=eve"],
  ["A020", "user[]=ana&user[]=eve"],
  ["A021", "$where=1"],
  ["A022", "__proto__[polluted]=1"],
  ["A023", "constructor.prototype.polluted=1"],
  ["A024", "sort=user);DROP TABLE jobs"],
  ["A025", "sort=(SELECT hash FROM audit)"],
  ["A026", "fields=script,env"],
  ["A027", "limit=1;DELETE FROM jobs"],
  ["A028", "cursor=eyJhbGciOiJub25lIn0.e30."],
];

describe("attacks by what is searched for", () => {
  for (const [id, parameter, value] of QUERIES)
    attack(id, `${parameter}=${value} shows nothing of others`, async (world) => {
      const answer = await world.send("GET", `/api/v2/jobs?${new URLSearchParams({ [parameter]: value })}`, {
        as: EVE,
      });
      tellsNothing(answer);
      if (answer.statusCode === 200) assert.deepEqual(answer.json()["items"], []);
      assert.equal((await world.send("GET", "/api/v2/jobs/1")).statusCode, 200, "it is still there");
    });
  for (const [id, query] of NAMES)
    attack(id, `?${query} is no filter`, async (world) => {
      const answer = await world.send("GET", `/api/v2/jobs?${encodeURI(query)}`, { as: EVE });
      refused(answer, 400);
      tellsNothing(answer);
    });
  attack("A029", "a search of the audit log cannot be widened", async (world) => {
    for (const value of ["x' OR 1=1 --", "%", "*", '{"$gt":""}']) {
      const query = new URLSearchParams({ actor: value });
      assert.deepEqual(
        (await world.send("GET", `/api/v2/audit?${query}`, { as: AUDITOR })).json()["items"],
        [],
      );
    }
    refused(await world.send("GET", "/api/v2/audit?action=%27%20OR%201", { as: AUDITOR }), 400);
  });
  attack("A030", "operators in bodies are no filters", async (world) => {
    const body = { filter: { user: [{ $ne: "eve" }] }, expectedCount: 2 };
    refused(await world.send("POST", "/api/v2/jobs:cancel", { body, as: EVE }), 422);
    const other = { filter: { user: { $gt: "" } }, expectedCount: 2 };
    refused(await world.send("POST", "/api/v2/jobs:cancel", { body: other, as: EVE }), 422);
  });
});

/** Into every field of a job that is text. */
const FIELDS: readonly (readonly [id: string, field: string, into: (text: string) => object])[] = [
  ["A031", "name", (name) => ({ name })],
  ["A032", "description", (description) => ({ description })],
  ["A033", "project", (project) => ({ project })],
  ["A034", "queue", (queue) => ({ queue })],
  ["A035", "executor", (executor) => ({ executor })],
  ["A036", "command", (text) => ({ command: ["echo", text] })],
  ["A037", "script", (text) => ({ command: undefined, script: `#!/bin/sh\n: '${text}'\n` })],
  ["A038", "args", (text) => ({ command: undefined, script: "#!/bin/sh\n", args: [text] })],
  ["A039", "the value of a variable", (text) => ({ env: { X: text } })],
  ["A040", "the name of a variable", (text) => ({ env: { [text]: "1" } })],
  ["A041", "the key of a label", (text) => ({ labels: { [text]: "1" } })],
  ["A042", "the value of a label", (text) => ({ labels: { k: text } })],
  ["A043", "image", (image) => ({ image })],
  ["A044", "workdir", (workdir) => ({ workdir })],
  ["A045", "io.stdout", (stdout) => ({ io: { stdout } })],
  ["A046", "io.stdin", (stdin) => ({ io: { stdin } })],
  ["A047", "volumes.name", (name) => ({ volumes: [{ name }] })],
  ["A048", "volumes.path", (path) => ({ image: "debian", volumes: [{ name: "home", path }] })],
  ["A049", "volumes.subPath", (subPath) => ({ image: "debian", volumes: [{ name: "home", subPath }] })],
  ["A050", "network", (name) => ({ network: { name } })],
  ["A051", "constraints.attribute", (attribute) => ({ constraints: [{ attribute, op: "exists" }] })],
  [
    "A052",
    "constraints.values",
    (text) => ({ constraints: [{ attribute: "rack", op: "eq", values: [text] }] }),
  ],
  ["A053", "notify.url", (url) => ({ notify: [{ on: ["end"], url }] })],
  ["A054", "notify.email", (email) => ({ notify: [{ on: ["end"], email }] })],
  ["A055", "secrets.name", (name) => ({ secrets: [{ name, env: "X" }] })],
  ["A056", "secrets.file", (file) => ({ secrets: [{ name: "x", file }] })],
  ["A057", "resources.gpuModel", (gpuModel) => ({ resources: { gpus: 1, gpuModel } })],
  ["A058", "resources.portNames", (text) => ({ resources: { ports: 1, portNames: [text] } })],
  ["A059", "resources.licences", (text) => ({ resources: { licences: { [text]: 1 } } })],
  ["A060", "tmpfs.path", (path) => ({ image: "debian", tmpfs: [{ path, bytes: 1048576 }] })],
  ["A061", "notBefore", (notBefore) => ({ notBefore })],
  ["A062", "deadline", (deadline) => ({ deadline })],
  ["A063", "signal.name", (name) => ({ walltimeSeconds: 100, signal: { name, beforeSeconds: 10 } })],
];

describe("attacks by what a job is made of", () => {
  for (const [id, field, into] of FIELDS)
    attack(id, `commands in ${field} are text or refused, and run by nobody here`, async (world) => {
      const payloads = [
        `$(touch ${world.canary})`,
        `\`touch ${world.canary}\``,
        `; touch ${world.canary} #`,
        `'; touch ${world.canary}; '`,
        `\n touch ${world.canary}\n`,
        `| touch ${world.canary}`,
        `\${jndi:ldap://127.0.0.1/x}`,
        `{{7*7}}`,
        `\0${world.canary}`,
      ];
      for (const payload of payloads) {
        const answer = await world.send("POST", "/api/v2/jobs", {
          body: { command: ["true"], ...into(payload) },
        });
        refused(answer, 201, 422);
        if (answer.statusCode === 422) continue;
        const { id: job } = answer.json();
        const shown = await world.send("GET", `/api/v2/jobs/${String(job)}`);
        assert.ok(
          JSON.stringify(shown.json()).includes(JSON.stringify(payload).slice(1, -1)),
          "kept as it came",
        );
      }
    });
});

/** Into names that administrators give: they are no less checked. */
const ADMIN_NAMES: readonly (readonly [id: string, method: string, path: string, body: object])[] = [
  ["A064", "POST", "/projects", { name: "bio'; DROP TABLE jobs; --" }],
  ["A065", "POST", "/projects", { name: "../../etc" }],
  ["A066", "POST", "/projects", { name: "__proto__" }],
  ["A067", "POST", "/projects", { name: "x", members: ["ana; touch x"] }],
  ["A068", "POST", "/projects", { name: "x", members: [{ $ne: "" }] }],
  ["A069", "PUT", "/shares/__proto__", { weight: 1 }],
  ["A070", "PUT", "/shares/x", { weight: 1, users: { "a'b": 1 } }],
  ["A071", "PUT", "/quotas/user/a%27b", { cpus: 1 }],
  ["A072", "PUT", "/quotas/project/constructor%20x", { cpus: 1 }],
  ["A073", "PUT", "/projects/bio/members/..%2f..%2froot", {}],
];

describe("attacks by names that administrators give", () => {
  for (const [id, method, path, body] of ADMIN_NAMES)
    attack(id, `${method} ${path} ${JSON.stringify(body)}`, async (world) => {
      const answer = await world.send(method, `/api/v2${path}`, { body, as: ROOT });
      refused(answer, 400, 404, 422);
      assert.deepEqual(
        await world.store.inbox(10).then((all) => all.filter(({ kind }) => kind === "record")),
        [],
      );
    });
  attack("A074", "__proto__ in a body changes no prototype", async (world) => {
    for (const raw of [
      '{"command":["true"],"__proto__":{"polluted":1}}',
      '{"command":["true"],"constructor":{"prototype":{"polluted":1}}}',
      '{"command":["true"],"env":{"__proto__":"1"}}',
    ])
      refused(await world.send("POST", "/api/v2/jobs", { raw }), 201, 400, 422);
  });
  attack("A075", "secrets of others are not named by a path", async (world) => {
    await world.send("POST", "/api/v2/secrets", { body: { name: "db", value: "v" } });
    for (const name of ["../ana/db", "ana/db", "ana%2fdb", "db/../db"])
      refused(
        await world.send("POST", "/api/v2/jobs", {
          body: { command: ["true"], secrets: [{ name, env: "X" }] },
          as: EVE,
        }),
        422,
      );
    refused(await world.send("DELETE", "/api/v2/secrets/ana%2fdb", { as: EVE }), 400, 404);
  });
});

describe("a server under attack", () => {
  attack("A076", "answers ana as before", async (world) => {
    assert.equal((await world.send("GET", "/api/v2/jobs", { as: ANA })).statusCode, 200);
    await using other = await underAttack();
    assert.equal((await other.send("GET", "/livez", { as: "" })).statusCode, 200);
  });
});
