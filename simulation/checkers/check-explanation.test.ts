import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { someResources } from "../../jobs/life/job.builders.ts";
import type { Cause, Explanation } from "../../offers/explanation.ts";
import { aCore, job, vector } from "../../scheduler/core/core.builders.ts";
import { simulate } from "../simulation.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { faultsOf } from "./check-explanation.ts";
import { idleFaults } from "./check-idle.ts";

/** A job that waits for several things at once, and what is said of it. */
function aWaitingJob() {
  const c = aCore({ quotas: [{ project: "default", cpusMilli: 4000 }], licences: { matlab: 1 } });
  c.connect();
  c.submit(job(1, { resources: someResources({ cpus: 4, licences: { matlab: 1 } }) }));
  c.cycle(c.offer("n1", 4), c.offer("n2", 2, 64, { attributes: { zone: "b" } }));
  c.submit(
    job(2, {
      user: "bob",
      resources: someResources({ cpus: 4, licences: { matlab: 1 } }),
      constraints: [{ attribute: "zone", op: "absent", values: [] }],
    }),
  );
  const explanation = c.core.explain(2);
  assert.ok(explanation !== undefined);
  return { dump: c.core.dump(), explanation };
}

function retold(explanation: Explanation, change: (cause: Cause) => Cause | undefined): Explanation {
  return { ...explanation, causes: explanation.causes.flatMap((cause) => change(cause) ?? []) };
}

describe("the checker of explanations", () => {
  it("finds nothing wrong with the truth", () => {
    const { dump, explanation } = aWaitingJob();
    assert.deepEqual(
      explanation.causes.map(({ kind }) => kind),
      ["quota", "licence", "no_room"],
    );
    assert.deepEqual(faultsOf(dump, explanation), []);
  });

  it("notices each cause that is left out", () => {
    const { dump, explanation } = aWaitingJob();
    for (const { kind } of explanation.causes) {
      const faults = faultsOf(
        dump,
        retold(explanation, (cause) => (cause.kind === kind ? undefined : cause)),
      );
      assert.match(faults.join("; "), new RegExp(`${kind} is missing`));
    }
  });

  const lies: readonly (readonly [string, (cause: Cause) => Cause, RegExp])[] = [
    [
      "a limit that is not reached",
      (cause) => (cause.kind === "quota" ? { ...cause, limit: 9000 } : cause),
      /quota is not so/,
    ],
    [
      "the limit of somebody else",
      (cause) => (cause.kind === "quota" ? { ...cause, project: "bio" } : cause),
      /quota is not so/,
    ],
    [
      "a wrong use of a licence",
      (cause) => (cause.kind === "licence" ? { ...cause, inUse: 0 } : cause),
      /inUse is 0/,
    ],
    [
      "a licence that nobody asks for",
      (cause) => (cause.kind === "licence" ? { ...cause, name: "maple" } : cause),
      /asks for no maple/,
    ],
    [
      "counts that do not add up",
      (cause) =>
        cause.kind === "no_room"
          ? { ...cause, refusals: cause.refusals.map((one) => ({ ...one, agents: one.agents + 1 })) }
          : cause,
      /refuse it for/,
    ],
    [
      "an agent that is not the one",
      (cause) =>
        cause.kind === "no_room"
          ? { ...cause, refusals: cause.refusals.map((one) => ({ ...one, hostname: "n9.example" })) }
          : cause,
      /n9\.example does not refuse it/,
    ],
    [
      "more room than there is",
      (cause) =>
        cause.kind === "no_room" ? { ...cause, nearest: { ...cause.nearest, has: vector(9, 9) } } : cause,
      /n1\.example has 0 cpusMilli/,
    ],
    [
      "another kind of thing",
      (cause) =>
        cause.kind === "no_room"
          ? { kind: "no_match", agents: cause.agents, refusals: cause.refusals }
          : cause,
      /no_room is missing/,
    ],
  ];
  for (const [lie, tell, fault] of lies) {
    it(`notices ${lie}`, () => {
      const { dump, explanation } = aWaitingJob();
      assert.match(faultsOf(dump, retold(explanation, tell)).join("; "), fault);
    });
  }

  it("notices a cycle that is made up, and room that was left to nobody", () => {
    const { dump, explanation } = aWaitingJob();
    const cycle = { kind: "turn", aheadInAccount: 1, accountsAhead: 0 } as const;
    const more = { ...explanation, causes: [...explanation.causes, cycle] };
    assert.match(faultsOf(dump, more).join("; "), /turn is named and not so/);
    const c = aCore();
    c.connect();
    c.submit(job(1));
    c.cycle(c.offer("n1", 0.5, 1));
    const free = { ...vector(4, 64), ports: 0 };
    const [agent] = c.core.dump().agents;
    assert.match(
      idleFaults(c.core.dump(), [{ agent: agent?.key ?? "", free }]).join(),
      /n1\.example was left with room, and job 1 could start there/,
    );
  });
});

describe("explanations in a simulated world", () => {
  const withholds = (kind: Cause["kind"]) => (explanation: Explanation) =>
    retold(explanation, (cause) => (cause.kind === kind ? undefined : cause));
  const miscounts = (explanation: Explanation) =>
    retold(explanation, (cause) =>
      cause.kind === "turn" ? { ...cause, accountsAhead: cause.accountsAhead + 1 } : cause,
    );
  for (const [lie, retell, fault] of [
    ["no_room is never told", withholds("no_room"), /no_room is missing/],
    ["dependencies are never told", withholds("dependencies"), /dependencies are missing/],
    ["the backend is never told to be down", withholds("backend_down"), /backend_down is missing/],
    ["one account too many is ahead", miscounts, /accountsAhead is/],
  ] as const) {
    it(`are found to be wrong when ${lie}`, async () => {
      let found: string | undefined;
      for (let seed = 1; found === undefined && seed <= 10; seed += 1) {
        const { violations } = await simulate(seed, () => openMemoryStore(), undefined, {}, {}, retell);
        found = violations.find((one) => fault.test(one));
      }
      assert.ok(found !== undefined, "no seed showed it");
    });
  }
});
