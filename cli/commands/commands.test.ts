import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { World } from "../../api/api.builders.ts";
import { NO_ACCOUNT_RULES } from "../../fair-share/account-rules.ts";
import { aWorld, submitted } from "../../api/api.builders.ts";
import { aDesk, aDeskAt, aRunningJob, BROKEN } from "../cli.builders.ts";
import type { Command } from "../frame/command.ts";
import { COMMANDS } from "./commands.ts";
import { completionScript } from "./completion.ts";
import { shownFlags } from "../frame/flag.ts";

/**
 * Every command that prints JSON: a line that makes it do so, on a server with the ended job 1 and the array 2.
 * `optional`: members that only some of them have.
 */
const PRINTS: Readonly<
  Record<string, { readonly argv: readonly string[]; readonly optional?: readonly string[] }>
> = {
  submit: { argv: ["submit", "--json", "--", "true"] },
  ls: {
    argv: ["ls", "--json", "--state", "failed"],
    optional: ["estimatedStart", "progress", "signal"],
  },
  show: { argv: ["show", "1", "--json"] },
  why: { argv: ["why", "1", "--json"] },
  files: { argv: ["files", "1", "--json"] },
  array: { argv: ["array", "2", "--json"], optional: ["exitCode"] },
  retry: { argv: ["retry", "1", "--json"] },
  edit: { argv: ["edit", "2", "--priority", "60", "--json"] },
  nodes: { argv: ["nodes", "--json"] },
  offers: { argv: ["offers", "--json"] },
  top: { argv: ["top", "--json"] },
  events: { argv: ["events", "1", "--json"] },
  volumes: { argv: ["volumes", "--json"] },
  quota: { argv: ["quota", "--json"] },
  share: { argv: ["share", "--json"] },
  licences: { argv: ["licences", "--json"] },
  queues: {
    argv: ["queues", "--json"],
    optional: ["projects", "executors", "image", "walltimeSeconds"],
  },
  usage: {
    argv: ["usage", "--since", "2h", "--by", "user", "--json"],
    optional: ["project", "day", "week", "month"],
  },
  maintenance: { argv: ["maintenance", "--json"] },
  secret: { argv: ["secret", "--json"] },
  whoami: { argv: ["whoami", "--json"] },
  doctor: { argv: ["doctor", "--json"] },
  version: { argv: ["version", "--json"] },
  explain: { argv: ["explain", "no_leader", "--json"] },
  context: { argv: ["context", "ls", "--json"] },
};
/** Need files or a leader that the small world has not; tested where they are at home. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  "files",
  "project",
  "audit",
  "array",
  "edit",
  "config",
  "replay",
  "what-if",
  "offers",
  "admin",
  "import",
  "token",
  "user",
]);

/** What each command refuses before it asks anybody: a line, and its exit status. */
const REFUSES: Readonly<Record<string, readonly [readonly string[], number]>> = {
  submit: [["submit", "--cpus", "two", "--", "true"], 2],
  run: [["run", "--array", "1-3", "--", "true"], 2],
  ls: [["ls", "--limit", "0"], 2],
  logs: [["logs", "x"], 2],
  exec: [["exec", "x"], 2],
  files: [["files", "x"], 2],
  cp: [["cp", "12", "."], 2],
  array: [["array", "12", "--limit", "0"], 2],
  show: [["show", "99999999999999999999"], 2],
  why: [["why", "-3"], 2],
  "what-if": [["what-if", "--share", "bio", "--", "true"], 2],
  cancel: [["cancel", "12.3"], 2],
  kill: [["kill", "12.3"], 2],
  hold: [["hold", "12.3"], 2],
  release: [["release", "12.3"], 2],
  suspend: [["suspend", "12.3"], 2],
  resume: [["resume", "12.3"], 2],
  retry: [["retry", "12.3"], 2],
  edit: [["edit", "12"], 2],
  wait: [["wait", "1", "--timeout", "soon"], 2],
  nodes: [["nodes", "frobnicate"], 2],
  top: [["top", "--interval", "0s"], 2],
  events: [["events", "x"], 2],
  explain: [["explain", "no_such_code"], 6],
  completion: [["completion", "tcsh"], 2],
  context: [["context", "use", "nowhere"], 6],
  help: [["help", "frobnicate"], 2],
  login: [["login", "ftp://x"], 2],
  token: [["token", "create", "x", "--expires", "soon"], 2],
  user: [["user", "frobnicate"], 2],
  "snakemake-status": [["snakemake-status", "x"], 2],
};

describe("every command", () => {
  const there = COMMANDS.filter(({ later }) => later === undefined);

  for (const { name, later } of COMMANDS) {
    it(`${name} refuses a flag that it does not have, with 2 and its usage`, async () => {
      using desk = aDesk();
      const { exit, stdout, stderr } = await desk.run(name, "--no-such-flag");
      assert.deepEqual([exit, stdout], [2, ""]);
      assert.match(stderr, /--no-such-flag: there is no such flag/);
      assert.match(stderr, new RegExp(`^usage: godocker ${name} ?`, "m"));
    });
    if (later === undefined) continue;
    it(`${name} says why it is not there yet, with 1`, async () => {
      using desk = aDesk();
      const { exit, stdout, stderr } = await desk.run(name);
      assert.deepEqual([exit, stdout], [1, ""]);
      assert.equal(stderr, `error: ${name}: not yet\n  why: ${later}\n`);
    });
  }

  for (const { name, server } of there) {
    const [argv, status] = REFUSES[name] ?? [[name, "one-word-too-many", "and", "another"], 2];
    it(`${name} ends with ${status} for what makes no sense, and says what does`, async () => {
      using desk = aDesk();
      const { exit, stdout, stderr } = await desk.run(...argv);
      assert.equal(exit, server === true ? 2 : status, stderr);
      assert.equal(stdout, "");
      assert.match(stderr, /^error: /);
      assert.match(stderr, /fix: |usage: /);
    });
  }

  it("that needs a server says so with 9 when none is known", async () => {
    using desk = aDesk();
    for (const [name, { argv }] of Object.entries(PRINTS)) {
      if (["doctor", "version", "explain", "context"].includes(name)) continue;
      assert.equal((await desk.run(...argv)).exit, 9, name);
    }
  });

  it("is offered by bash, with all of its flags", () => {
    const lines = COMMANDS.flatMap(({ name, flags }) => [
      ["godocker", name.slice(0, 2)],
      ...shownFlags(flags).map((flag) => ["godocker", name, `--${flag.name}`]),
    ]);
    const offered = completedByBash(lines);
    for (const [at, words] of lines.entries()) {
      const word = words.at(-1) ?? "";
      const wanted = words.length === 2 ? COMMANDS.filter(({ name }) => name.startsWith(word)) : undefined;
      for (const { name } of wanted ?? [{ name: word }])
        assert.ok(offered[at]?.includes(name), `${words.join(" ")}: ${offered[at]?.join(" ")}`);
    }
  });
});

describe("JSON of every command that prints it", () => {
  const printing = COMMANDS.filter((command) => command.json !== undefined && !ELSEWHERE.has(command.name));
  for (const command of printing) {
    it(`${command.name} has the members that the table promises`, async () => {
      await using world = await aSmallWorld();
      using desk = await aDeskAt(world);
      if (command.name === "context") await desk.run("context", "set", "lab", "--server", "http://lab:1");
      await assertShape(desk, command);
    });
  }

  it("has an example for each of them", () => {
    for (const { name } of printing) assert.ok(PRINTS[name], name);
  });
});

async function assertShape(desk: Awaited<ReturnType<typeof aDeskAt>>, command: Command): Promise<void> {
  const { argv = [], optional = [] } = PRINTS[command.name] ?? {};
  const { exit, stdout, stderr } = await desk.run(...argv);
  // `doctor` says with 10 that the server of a test is of another version.
  assert.ok(exit === 0 || (command.name === "doctor" && exit === 10), stderr);
  const document: unknown = JSON.parse(command.name === "events" ? (stdout.split("\n")[0] ?? "") : stdout);
  assert.ok(typeof document === "object" && document !== null);
  const items = "items" in document && Array.isArray(document.items) ? document.items : [document];
  assert.ok(items.length > 0, "nothing to look at");
  for (const member of command.json ?? []) {
    if (!optional.includes(member)) assert.ok(member in items[0], `${command.name}: ${member} of ${stdout}`);
  }
}

/** Job 1 of ana has failed, and her array 2 waits. */
async function aSmallWorld(): Promise<World & AsyncDisposable> {
  const quotas = [{ user: "ana", tasks: 5 }];
  const world = await aWorld({ accountRules: () => ({ ...NO_ACCOUNT_RULES, quotas }) });
  world.accounts = {
    atMs: 0,
    policy: "fair-share",
    shares: [{ weight: 1, held: 0, usedCpuHours: 0, key: 0, runningTasks: 0 }],
    quotas: [],
    licences: [{ name: "matlab", total: 3, inUse: 2 }],
  };
  await world.inject({ method: "POST", url: "/api/v2/secrets", payload: { name: "db", value: "x" } });
  const { taskId } = await aRunningJob(world, { labels: { step: "1" } });
  await world.end(taskId, BROKEN);
  await submitted(world, { array: { from: 1, to: 3 } });
  return world;
}

/** What bash offers for the last word of each line. */
function completedByBash(lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const directory = mkdtempSync(join(tmpdir(), "godocker-bash-"));
  try {
    const calls = lines.map(
      (words) =>
        `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _godocker; echo "\${COMPREPLY[*]}"\n`,
    );
    const file = join(directory, "all.sh");
    writeFileSync(file, `godocker() { :; }\n${completionScript("bash")}${calls.join("")}`);
    const { stdout, stderr, status } = spawnSync("bash", [file], { encoding: "utf8" });
    assert.deepEqual([stderr, status], ["", 0]);
    return stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" "));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
