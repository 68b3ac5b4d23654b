import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Snapshot } from "../../fair-share/policy.ts";
import type { Host } from "../host/host.ts";
import { aShelf, type Shelf } from "../plugins.builders.ts";
import { policyOf } from "./policy-plugins.ts";

/** Two people, each with a first job. */
function aSnapshot(more: Partial<Snapshot> = {}): Snapshot {
  const used = { cpu: 0, ram: 0, seconds: 0 };
  return {
    waiting: [
      { account: 1, job: 10, waitedMs: 0 },
      { account: 2, job: 20, waitedMs: 0 },
    ],
    figures: (account) => ({
      user: `user${account}`,
      project: "bio",
      weight: 1,
      projectWeight: 1,
      userUsed: { ...used, seconds: account },
      projectUsed: used,
    }),
    waitedMs: () => 0,
    walltimeMs: () => undefined,
    ...more,
  };
}

/** Text of a policy. @param keysAt  in JavaScript */
const policyText = (keysAt: string): string =>
  `export default { kind: "policy", contract: 1, name: "own", create: () => ({ name: "own", settings: {}, keysAt: ${keysAt} }) };`;

/** Takes the figures of the second into account, and ends well at the trial. */
const LOOPING = policyText(
  `(snapshot) => { if (snapshot.figures(1).project === "bio") for (;;); return () => 1; }`,
);

async function aPolicy(shelf: Shelf, text: string, timeoutMs = 10_000) {
  shelf.write("own.ts", text);
  const host = await shelf.host({ use: "./own.ts", timeoutMs });
  return { host, policy: policyOf(host) };
}

/** Calls until the answer that was asked for is there. */
async function untilAnswered(
  shelf: Shelf,
  policy: ReturnType<typeof policyOf>,
  snapshot = aSnapshot(),
  times = 1,
): Promise<void> {
  const answered = () => shelf.events.filter(({ type }) => type === "call").length;
  const before = answered();
  while (answered() < before + times) {
    policy.keysAt(snapshot);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const keysOf = (policy: ReturnType<typeof policyOf>, ...jobs: readonly (readonly [number, number])[]) => {
  const key = policy.keysAt(aSnapshot());
  return jobs.map(([account, job]) => key(account, job));
};

describe("the policy of a plugin", { timeout: 120_000 }, () => {
  it("is never waited for: the keys of the snapshot before hold, and first the oldest job goes first", async () => {
    await using shelf = await aShelf();
    const { policy } = await aPolicy(
      shelf,
      policyText("(snapshot) => (account, job) => -snapshot.figures(account).userUsed.seconds - job / 1000"),
    );
    assert.equal(policy.name, "plugin:own");
    assert.deepEqual(keysOf(policy, [1, 10], [2, 20]), [10, 20]);
    await untilAnswered(shelf, policy);
    assert.deepEqual(keysOf(policy, [1, 10], [2, 20]), [-1.01, -2.02]);
  });

  it("has for a job that it was not asked about the key of its account's first, and its own the next time", async () => {
    await using shelf = await aShelf();
    const { policy } = await aPolicy(shelf, policyText("() => (account, job) => job"));
    await untilAnswered(shelf, policy);
    assert.deepEqual(keysOf(policy, [1, 11], [3, 30]), [10, Infinity]);
    await untilAnswered(shelf, policy);
    // It may have been asked already when 11 was wanted.
    await untilAnswered(shelf, policy);
    assert.deepEqual(keysOf(policy, [1, 11]), [11]);
  });

  it("keeps what it said until the next snapshot, whatever comes meanwhile", async () => {
    await using shelf = await aShelf();
    const { policy } = await aPolicy(shelf, policyText("() => (account) => 100 * account"));
    const key = policy.keysAt(aSnapshot());
    await untilAnswered(shelf, policy);
    assert.deepEqual([key(2, 20), ...keysOf(policy, [2, 20])], [20, 200]);
  });

  it("goes by names: another scheduler may number accounts in another way", async () => {
    await using shelf = await aShelf();
    const { policy } = await aPolicy(shelf, policyText("() => (account) => 100 * account"));
    await untilAnswered(shelf, policy);
    const { figures } = aSnapshot();
    const other = policy.keysAt(aSnapshot({ figures: (account) => figures(account === 7 ? 2 : 1) }));
    assert.deepEqual([other(7, 20), other(2, 10)], [200, 100]);
  });

  it("stands still for whoever plays on, and is not asked by them", async () => {
    await using shelf = await aShelf();
    const { policy } = await aPolicy(shelf, policyText("() => (account) => 100 * account"));
    await untilAnswered(shelf, policy);
    const still = policy.still?.();
    const calls = shelf.events.length;
    const key = still?.keysAt(aSnapshot({ waiting: [] }));
    assert.equal(key?.(2, 20), 200);
    assert.equal(shelf.events.length, calls);
  });

  it("that loops for ever holds up nothing, is ended, and set aside when it goes on", async () => {
    await using shelf = await aShelf();
    const { host, policy } = await aPolicy(shelf, LOOPING, 300);
    assert.deepEqual(keysOf(policy, [1, 10], [2, 20]), [10, 20]);
    await untilAside(host, policy);
    assert.match(
      host.trouble() ?? "",
      /own \(policy\) is set aside for 60 s: it did not answer keys within 0.3 s/,
    );
    assert.deepEqual(keysOf(policy, [2, 20]), [20]);
  });

  for (const [what, keysAt, why] of [
    [
      "throws",
      '(s) => { if (s.figures(1).project === "bio") throw new Error("not today"); return () => 1; }',
      /not today/,
    ],
    ["gives no number", '(s) => () => (s.figures(1).project === "bio" ? NaN : 1)', /a key that is no number/],
    [
      "ends its process",
      '(s) => () => (s.figures(1).project === "bio" ? process.exit(3) : 1)',
      /ended by itself/,
    ],
    [
      "fills its memory",
      '(s) => { const all = []; while (s.figures(1).project === "bio") all.push(new Array(1e6).fill(1)); return () => 1; }',
      /memory/,
    ],
  ] as const)
    it(`that ${what} is set aside, and its last keys hold until then`, async () => {
      await using shelf = await aShelf();
      const { host, policy } = await aPolicy(shelf, policyText(keysAt));
      await untilAside(host, policy);
      assert.match(host.trouble() ?? "", why);
      assert.deepEqual(keysOf(policy, [1, 10]), [10]);
    });

  it("is asked for all of many accounts at once", async () => {
    await using shelf = await aShelf();
    const { policy } = await aPolicy(
      shelf,
      policyText("(s) => (account) => s.figures(account).userUsed.seconds"),
    );
    const waiting = Array.from({ length: 20_000 }, (_, at) => ({
      account: at + 1,
      job: at + 1,
      waitedMs: 0,
    }));
    await untilAnswered(shelf, policy, aSnapshot({ waiting }));
    assert.deepEqual(keysOf(policy, [20_000, 20_000], [5, 5]), [20_000, 5]);
  });
});

async function untilAside(host: Host, policy: ReturnType<typeof policyOf>): Promise<void> {
  while (host.trouble() === undefined) {
    policy.keysAt(aSnapshot());
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe("a module that is no policy", { timeout: 60_000 }, () => {
  for (const [what, made, why] of [
    [
      "has only keys of single nodes",
      '{ name: "own", settings: {}, key: () => 1, stable: true, ofJob: true, among: "accounts" }',
      /no function keysAt/,
    ],
    ["gives what is no function", '{ name: "own", settings: {}, keysAt: () => 1 }', /cannot be used/],
    ["has no settings", '{ name: "own", keysAt: () => () => 1 }', /no settings/],
    ["has keys that are no numbers", '{ name: "own", settings: {}, keysAt: () => () => "1" }', /no number/],
  ] as const)
    it(`because it ${what} is not taken`, async () => {
      await using shelf = await aShelf();
      shelf.write(
        "own.ts",
        `export default { kind: "policy", contract: 1, name: "own", create: () => (${made}) };`,
      );
      const { faults } = await shelf.look({ use: "./own.ts" });
      assert.match(faults.map(({ reason }) => reason).join(), why);
    });
});
