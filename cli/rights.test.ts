import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ANA, EVE, submitted, type World } from "../api/api.builders.ts";
import {
  ACTORS,
  type Actor,
  aRightsWorld,
  listed,
  NAMED,
  promise,
  PROMISED,
  type Subject,
} from "../api/rights.builders.ts";
import { runAdmin } from "../app/commands/admin-command.ts";
import { aDesk, type Desk, OK, put } from "./cli.builders.ts";
import { COMMANDS } from "./commands/commands.ts";
import { LOCAL, USES, type Use } from "./rights.cases.ts";

const WRONG = "gd_wrong-wrong-wrong-wrong-wrong-wrong-wrong-wr0";
const REASON = "ticket 12: the disk is full";

interface Site extends AsyncDisposable {
  readonly desk: Desk;
  /** What the command is refused with, or `undefined` when it was not. */
  refusal(use: Use, subject: Subject, more?: readonly string[]): Promise<string | undefined>;
}

/** A server, and somebody at a keyboard with a job in each state of their own, of ana and of eve. */
async function aSite(actor: Actor): Promise<Site> {
  const world = await aRightsWorld();
  const token = actor.token ?? WRONG;
  const desk = aDesk({
    env: { GODOCKER_SERVER: await world.listen(), GODOCKER_TOKEN: token },
    servers: { admin: async () => runAdmin },
  });
  desk.file("people.csv", "name,uid,gid\nyan,20002,20002\n");
  const jobs = new Map<Subject, Readonly<Record<string, number>>>([
    ["job of ana in bio", await jobsOf(world, ANA, "bio")],
    ["job of eve in geo", await jobsOf(world, EVE, "geo")],
  ]);
  if (actor.works) jobs.set("own", await jobsOf(world, actor.scopes === undefined ? token : ANA, "default"));
  return {
    desk,
    refusal: async (use, subject, more = []) => {
      const ids = jobs.get(subject) ?? {};
      const words = use.words.map((word) =>
        word.replace(/^(WAITING|RUNNING|ENDED)/, (state) => String(ids[state])),
      );
      const stdin = use.stdin === "TOKEN" ? token : use.stdin;
      const running = desk.start([...more, ...words], stdin === undefined ? {} : { stdin });
      if (words[0] === "run")
        await running.printed("Submitted job").then(
          () => finishNewest(world),
          () => undefined,
        );
      const { exit, stderr, stdout } = await running.ended;
      assert.doesNotMatch(stderr, /unexpectedly/, words.join(" "));
      const isRefused =
        exit === 4 ||
        exit === 5 ||
        (exit === 6 && /There is no (job \d|project \w|such user)/.test(stderr)) ||
        use.refused?.test(`${stdout}${stderr}`) === true;
      return isRefused ? `exit ${exit}: ${stderr.slice(0, 300)}` : undefined;
    },
    [Symbol.asyncDispose]: async () => {
      desk[Symbol.dispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

async function jobsOf(
  world: World,
  token: string,
  project: string,
): Promise<Readonly<Record<string, number>>> {
  const [WAITING, RUNNING, ENDED] = [
    await submitted(world, { project }, token),
    await submitted(world, { project }, token),
    await submitted(world, { project }, token),
  ];
  await world.running(await world.launch(RUNNING));
  await finish(world, ENDED);
  return { WAITING, RUNNING, ENDED };
}

async function finish(world: World, id: number): Promise<void> {
  const taskId = await world.launch(id);
  put(world, taskId, "stdout", "out\n");
  await world.running(taskId);
  await world.end(taskId, OK);
}

async function finishNewest(world: World): Promise<void> {
  const waiting = await world.store.inbox(1000);
  await finish(world, Math.max(...waiting.map((each) => (each.kind === "job" ? each.job.id : 0))));
}

/** The weakest of what is promised for each thing that it takes. */
function promiseOf(actor: Actor, { takes }: Use, subject: Subject): "yes" | "break-glass" | "no" {
  const promises = new Set(takes.map((permission) => promise(actor, permission, subject)));
  if (promises.has("no")) return "no";
  return promises.has("break-glass") ? "break-glass" : "yes";
}

const commandOf = ({ words: [name = ""] }: Use): string => name;
const neededBy = (name: string): readonly string[] =>
  [...NAMED].flatMap(([permission, cells]) => (listed(cells["commands"]).includes(name) ? [permission] : []));

describe("the table of commands in docs/reference/roles.md", { timeout: 300_000 }, () => {
  for (const { later, name, server } of COMMANDS)
    it(`says what ${name} takes, and each of that is tried`, () => {
      const needed = neededBy(name);
      const tried = USES.filter((use) => commandOf(use) === name).flatMap(({ takes }) => takes);
      for (const permission of tried) {
        assert.ok(PROMISED.has(permission), `${permission} is no line of the table`);
        assert.ok(needed.includes(permission), permission);
      }
      if (later !== undefined || (server === true && needed.length === 0)) assert.deepEqual(tried, []);
      else if (needed.length === 0)
        assert.ok(
          LOCAL.some(([command]) => command === name),
          "it takes nothing",
        );
      else
        assert.deepEqual(
          [...needed].filter((permission) => !tried.includes(permission)),
          [],
        );
    });

  it("names no command that is not there", () => {
    const named = [...NAMED.values()].flatMap((cells) => listed(cells["commands"]));
    assert.deepEqual(
      named.filter((name) => !COMMANDS.some((command) => command.name === name)),
      [],
    );
  });

  for (const actor of ACTORS)
    it(`is what every command does for ${actor.name}`, async () => {
      await using site = await aSite(actor);
      const wrong: string[] = [];
      for (const use of USES)
        for (const subject of use.to) {
          if (subject === "own" && !actor.works) continue;
          const promised = promiseOf(actor, use, subject);
          const told = `${use.words.join(" ")}, on ${subject} (${use.takes.join(", ")}): ${promised}`;
          const refusal = await site.refusal(use, subject);
          if ((refusal === undefined) !== (promised === "yes"))
            wrong.push(`${told}, but ${refusal ?? "done"}`);
          if (promised !== "break-glass") continue;
          const opened = await site.refusal(use, subject, ["--break-glass", REASON]);
          if (opened !== undefined) wrong.push(`${told}, with a reason ${opened}`);
        }
      assert.deepEqual(wrong, []);
    });
});

describe("jobs that ls --all shows", { timeout: 60_000 }, () => {
  for (const actor of ACTORS.filter(({ token }) => token !== undefined))
    it(`are those that ${actor.name} may see`, async () => {
      await using world = await aRightsWorld();
      const seen = new Map<Subject, number>([
        ["job of ana in bio", await submitted(world, { project: "bio" }, ANA)],
        ["job of eve in geo", await submitted(world, { project: "geo" }, EVE)],
      ]);
      using desk = aDesk({
        env: { GODOCKER_SERVER: await world.listen(), GODOCKER_TOKEN: actor.token ?? "" },
      });
      const { stdout } = await desk.run("ls", "--all", "--output", "name");
      const expected = [...seen].flatMap(([subject, id]) =>
        promise(actor, "jobs:read", subject) === "yes" ? [id] : [],
      );
      assert.deepEqual(stdout.split("\n").filter(Boolean).map(Number).toSorted(), expected);
    });
});

describe("commands that take no right", () => {
  for (const words of LOCAL)
    it(`ask no server: ${words.join(" ")}`, async () => {
      await using world = await aRightsWorld();
      const asked: string[] = [];
      world.app.addHook("onRequest", async ({ url }) => {
        asked.push(url);
      });
      using desk = aDesk({ env: { GODOCKER_SERVER: await world.listen(), GODOCKER_TOKEN: WRONG } });
      await desk.run(...words);
      assert.deepEqual(asked, []);
    });
});
