import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SiteRules } from "../jobs/submission/site-rules.ts";
import { ANA, AUDITOR, aWorld, BOB, EVE, OLAF, OPERATOR, READER, ROOT, type World } from "./api.builders.ts";
import { aPeopledWorld } from "./context/identity.builders.ts";

/** A row of `docs/reference/roles.md`, by the titles of its columns. */
export type Cells = Readonly<Record<string, string>>;

const PAGE = readFileSync(join(import.meta.dirname, "../docs/reference/roles.md"), "utf8");
/** What `docs/reference/roles.md` promises: who may do what, by permission. */
export const PROMISED = tableOf("what");
/** Which operations and commands go by which permission, as the page says; each cell is a list. */
export const NAMED = tableOf("operations");

/** The table whose first two columns are `permission` and this one. */
function tableOf(second: string): ReadonlyMap<string, Cells> {
  const lines = PAGE.split("\n");
  const rowOf = (line: string) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
  const at = lines.findIndex((line) => rowOf(line)[0] === "permission" && rowOf(line)[1] === second);
  const head = rowOf(lines[at] ?? "");
  const after = lines.slice(at + 2);
  const end = after.findIndex((line) => !line.startsWith("|"));
  return new Map(
    after
      .slice(0, end < 0 ? undefined : end)
      .map(rowOf)
      .map((cells) => [
        (cells[0] ?? "").replaceAll("`", ""),
        Object.fromEntries(head.map((name, k) => [name, cells[k] ?? ""])),
      ]),
  );
}

/** The words of a cell such as `ls`<br>`show`. */
export function listed(cell = ""): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);
}

/**
 * What something is done to: `bio` is a project of ana and bob that olaf owns and that shares all; `geo` one of eve and
 * bob that olaf owns and that shares nothing; `own` a job of whoever asks; `site` what belongs to nobody; `everybody` all
 * that there is of a kind, whoever it belongs to.
 */
export type Subject =
  "site" | "everybody" | "ana" | "bio" | "geo" | "job of ana in bio" | "job of eve in geo" | "own";

export interface Actor {
  readonly name: string;
  readonly token: string | undefined;
  /** Columns of the table that count for them; none: a stranger to it. */
  readonly standings: Readonly<Partial<Record<Subject, readonly string[]>>>;
  /** What their token was made for; absent: everything. */
  readonly scopes?: readonly string[];
  /** Whether they have jobs of their own. */
  readonly works: boolean;
}

const ANYWHERE = ["user", "member", "owner"];
const everywhere = (role: string): Actor["standings"] => ({
  everybody: [role],
  ana: [role],
  bio: [role],
  geo: [role],
  "job of ana in bio": [role],
  "job of eve in geo": [role],
});

export const ACTORS: readonly Actor[] = [
  { name: "nobody", token: undefined, standings: {}, works: false },
  {
    name: "the owner of the job",
    token: ANA,
    standings: {
      site: ANYWHERE,
      ana: ["user"],
      bio: ["member"],
      "job of ana in bio": ["user", "member"],
      own: ["user"],
    },
    works: true,
  },
  {
    name: "a member of the project",
    token: BOB,
    standings: {
      site: ANYWHERE,
      bio: ["member"],
      geo: ["member"],
      "job of ana in bio": ["member"],
      own: ["user"],
    },
    works: true,
  },
  {
    name: "the owner of the project",
    token: OLAF,
    standings: {
      site: ANYWHERE,
      bio: ["member", "owner"],
      geo: ["member", "owner"],
      "job of ana in bio": ["member", "owner"],
      "job of eve in geo": ["owner"],
      own: ["user"],
    },
    works: true,
  },
  {
    name: "somebody of another project",
    token: EVE,
    standings: { site: ANYWHERE, geo: ["member"], "job of eve in geo": ["user"], own: ["user"] },
    works: true,
  },
  {
    name: "an operator",
    token: OPERATOR,
    standings: { ...everywhere("operator"), site: ["operator", ...ANYWHERE], own: ["user", "operator"] },
    works: true,
  },
  {
    name: "an auditor",
    token: AUDITOR,
    standings: { ...everywhere("auditor"), site: ["auditor"] },
    works: false,
  },
  {
    name: "an administrator",
    token: ROOT,
    standings: { ...everywhere("admin"), site: ["admin", ...ANYWHERE], own: ["user", "admin"] },
    works: true,
  },
  {
    name: "a token of the owner for reading jobs",
    token: READER,
    standings: {
      site: ANYWHERE,
      ana: ["user"],
      bio: ["member"],
      "job of ana in bio": ["user", "member"],
      own: ["user"],
    },
    scopes: ["jobs:read"],
    works: true,
  },
];

/** What the page promises to somebody, about something. */
export function promise(actor: Actor, permission: string, subject: Subject): "yes" | "break-glass" | "no" {
  const cells = PROMISED.get(permission) ?? {};
  if (cells["anonymous"] === "yes") return "yes";
  const scopes = cells["scopes of tokens"] ?? "";
  const held = actor.scopes;
  if (held !== undefined && scopes !== "any" && !held.some((scope) => listed(scopes).includes(scope)))
    return "no";
  const standings = (actor.standings[subject] ?? []).filter(
    // "read each other's scripts, output and files when it says `shareLogs`", which geo does not.
    (standing) => !(subject === "job of eve in geo" && permission === "jobs:output" && standing === "owner"),
  );
  const granted = new Set(standings.map((standing) => cells[standing]));
  if (granted.has("yes")) return "yes";
  return granted.has("break-glass") ? "break-glass" : "no";
}

export const RIGHTS_RULES: SiteRules = {
  notify: { ports: [], mailDomains: undefined },
  volumes: [],
  queues: [{ name: "default", limits: {} }],
  queueByDefault: "default",
  projects: [
    { name: "default" },
    { name: "bio", members: ["ana", "bob"], owners: ["olaf"], shareJobs: true, shareLogs: true },
    { name: "geo", members: ["eve", "bob"], owners: ["olaf"] },
  ],
  licences: {},
  executors: ["mesos"],
};

/** A server with the projects bio and geo, for the people of `ACTORS`; no scheduler takes in changes of its rules. */
export async function aRightsWorld(): Promise<World & AsyncDisposable> {
  const peopled = await aPeopledWorld();
  const world = await aWorld({
    store: peopled.store,
    identity: { ...peopled.identity, accountOf: async () => undefined },
    changeWaitMs: 5,
    rateLimits: { reads: 100_000, writes: 100_000, streams: 10_000 },
    siteRules: RIGHTS_RULES,
  });
  return Object.assign(world, {
    [Symbol.asyncDispose]: async () => {
      await world.app.close();
      await peopled[Symbol.asyncDispose]();
    },
  });
}
