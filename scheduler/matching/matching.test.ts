import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fairShareOrder, fifoOrder, type Order } from "../../fair-share/order.ts";
import { ShareTree, SITE, type ShareTreeOptions } from "../../fair-share/share-tree.ts";
import type { AgentDescription } from "./agent-description.ts";
import { acceptsClass, costRateOf, runHistory } from "./histories.builders.ts";
import { Matching } from "./matching.ts";
import { KINDS, type Amounts, type Requirement } from "./requirement.ts";

const NEED: Requirement = {
  cpusMilli: 1000,
  memMib: 256,
  diskMib: 0,
  gpus: 0,
  ports: 0,
  constraint: "",
};
const need = (other: Partial<Requirement> = {}): Requirement => ({ ...NEED, ...other });
const LARGE: Amounts = { cpusMilli: 10_000, memMib: 65_536, diskMib: 1000, gpus: 0, ports: 100 };

function newMatching(options: Partial<ShareTreeOptions> & { readonly order?: Order } = {}): Matching {
  const { order = fairShareOrder, ...tree } = options;
  return new Matching({
    tree: new ShareTree({
      halfLifeMs: 3_600_000,
      alpha: 0.5,
      resourceWeights: [1, 1, 0, 1, 0],
      parents: "sum",
      originMs: 0,
      ...tree,
    }),
    order,
    accepts: acceptsClass,
    rateOf: costRateOf,
  });
}

let hosts = 0;
function addAgent(
  matching: Matching,
  free: Partial<Amounts> = {},
  other: Partial<Pick<AgentDescription, "axis" | "besideGpu" | "class" | "host">> = {},
) {
  hosts += 1;
  const total = { ...LARGE, ...free };
  return matching.addAgent({ host: `h${hosts}`, class: "", ...other, total, free: total });
}

const jobsOf = (matching: Matching, most?: number) => {
  const { count, job } = matching.settle(most);
  return [...job.subarray(0, count)];
};
const agentsOf = (matching: Matching) => {
  const { count, agent } = matching.settle();
  return [...agent.subarray(0, count)];
};

describe("a random history", () => {
  it("starts the same tasks on the same agents in the same order as looking at everything does", () => {
    let decisions = 0;
    for (let seed = 1; seed <= 120; seed += 1) decisions += runHistory(seed, 60).decisions;
    assert.ok(decisions > 2000, `only ${decisions} decisions`);
  });
});

describe("jobs with much memory", () => {
  const GIB = 1024;
  /** 4 GiB for each CPU. */
  const agents = (matching: Matching, count: number) =>
    Array.from({ length: count }, () => addAgent(matching, { cpusMilli: 8000, memMib: 32 * GIB }));
  const submitter = (matching: Matching) => {
    const ada = matching.addAccount(SITE, 1);
    let jobs = 0;
    return (cpus: number, gib: number) => {
      jobs += 1;
      matching.submit(ada, matching.shapeOf(need({ cpusMilli: cpus * 1000, memMib: gib * GIB })), 50, jobs);
      return agentsOf(matching)[0];
    };
  };

  it("go where most memory is left for each CPU, so that CPUs do not stand idle beside full memory", () => {
    const matching = newMatching();
    agents(matching, 3);
    const submit = submitter(matching);
    submit(8, 8); // all CPUs of an agent; its memory is left over
    const another = submit(3, 14);
    assert.notEqual(submit(1, 16), another, "4 CPUs and 2 GiB would be left there");
    const after = Array.from({ length: 12 }, () => submit(1, 1));
    assert.ok(!after.includes(undefined), "all CPUs are used");
  });

  it("fill agents one after the other where memory is what there is least of", () => {
    const matching = newMatching();
    agents(matching, 3);
    const submit = submitter(matching);
    const used = Array.from({ length: 4 }, () => submit(1, 8));
    assert.equal(new Set(used).size, 1);
  });
});

describe("jobs of one account", () => {
  it("start by priority, then by id", () => {
    const matching = newMatching();
    const ada = matching.addAccount(SITE, 1);
    const shape = matching.shapeOf(need());
    for (const [job, priority] of [
      [1, 50],
      [2, 60],
      [3, 50],
      [4, 60],
    ] as const) {
      matching.submit(ada, shape, priority, job);
    }
    addAgent(matching);
    assert.deepEqual(jobsOf(matching), [2, 4, 1, 3]);
  });

  it("that fit nowhere are no obstacle to those behind them", () => {
    const matching = newMatching();
    const ada = matching.addAccount(SITE, 1);
    addAgent(matching);
    const huge = matching.shapeOf(need({ cpusMilli: 11_000 }));
    matching.submit(ada, huge, 50, 1);
    matching.submit(ada, matching.shapeOf(need()), 50, 2);
    assert.deepEqual(jobsOf(matching), [2]);
    assert.ok(matching.questions.isParked(huge));
    addAgent(matching, { cpusMilli: 12_000 });
    assert.deepEqual(jobsOf(matching), [1]);
  });

  it("start once they were submitted again, before younger ones", () => {
    const matching = newMatching();
    const ada = matching.addAccount(SITE, 1);
    const shape = matching.shapeOf(need({ cpusMilli: 10_000 }));
    for (const job of [1, 2, 3]) matching.submit(ada, shape, 50, job);
    const agent = addAgent(matching);
    assert.deepEqual(jobsOf(matching), [1]);
    matching.submit(ada, shape, 50, 1);
    matching.release(ada, shape, agent);
    assert.deepEqual(jobsOf(matching), [1]);
  });
});

describe("an array", () => {
  it("is one entry of many tasks, of which as many start as there is room for", () => {
    const matching = newMatching();
    const ada = matching.addAccount(SITE, 1);
    const shape = matching.shapeOf(need());
    matching.submit(ada, shape, 50, 7, 1_000_000);
    const agent = addAgent(matching);
    assert.deepEqual(jobsOf(matching), Array(10).fill(7));
    matching.release(ada, shape, agent);
    assert.deepEqual(jobsOf(matching), [7]);
  });

  it("stops at the count that it is given, and goes on with another", () => {
    const matching = newMatching();
    const ada = matching.addAccount(SITE, 1);
    const entry = matching.submit(ada, matching.shapeOf(need()), 50, 7, 5);
    matching.setCount(entry, 2);
    addAgent(matching);
    assert.deepEqual(jobsOf(matching), [7, 7]);
    assert.throws(() => matching.cancel(entry), /no job that waits/);
    const other = matching.submit(ada, matching.shapeOf(need({ cpusMilli: 20_000 })), 50, 8);
    assert.throws(() => matching.setCount(other, 0), /at least one/);
    assert.throws(() => matching.submit(ada, matching.shapeOf(need()), 50, 9, 0), /at least one/);
  });
});

describe("a run limit", () => {
  it("blocks its account alone, and wakes it with the task that ends", () => {
    const matching = newMatching();
    const [ada, bob] = [matching.addAccount(SITE, 1), matching.addAccount(SITE, 1)];
    matching.setLimit(ada, { cpusMilli: 2500 });
    const agent = addAgent(matching);
    const shape = matching.shapeOf(need());
    for (let job = 1; job <= 4; job += 1) matching.submit(ada, shape, 50, job);
    matching.submit(bob, shape, 50, 5);
    assert.deepEqual(jobsOf(matching), [1, 5, 2]);
    assert.deepEqual(jobsOf(matching), []);
    matching.release(ada, shape, agent);
    assert.deepEqual(jobsOf(matching), [3]);
  });

  it("blocks the shapes that are too large for what is left, and no others", () => {
    const matching = newMatching();
    const ada = matching.addAccount(SITE, 1);
    matching.setLimit(ada, { cpusMilli: 3000 });
    addAgent(matching);
    matching.submit(ada, matching.shapeOf(need({ cpusMilli: 2000 })), 50, 1);
    matching.submit(ada, matching.shapeOf(need({ cpusMilli: 2000 })), 50, 2);
    matching.submit(ada, matching.shapeOf(need({ cpusMilli: 1000 })), 50, 3);
    assert.deepEqual(jobsOf(matching), [1, 3]);
  });

  it("of 0 lets nothing start, until it is raised or lifted", () => {
    const matching = newMatching();
    const group = matching.addGroup(SITE, 1);
    const ada = matching.addAccount(group, 1);
    matching.setLimit(group, { tasks: 0 });
    addAgent(matching);
    const shape = matching.shapeOf(need());
    for (const job of [1, 2, 3]) matching.submit(ada, shape, 50, job);
    assert.deepEqual(jobsOf(matching), []);
    assert.equal(matching.questions.isParked(shape), false, "agents have room for it");
    matching.setLimit(group, { tasks: 1 });
    assert.deepEqual(jobsOf(matching), [1]);
    matching.setLimit(group, {});
    assert.deepEqual(jobsOf(matching), [2, 3]);
    assert.equal(matching.questions.tasksOf(SITE), 3);
    assert.throws(() => matching.setLimit(group, { tasks: -1 }), /a limit is a number from 0 on/);
  });

  it("of a group counts all below it", () => {
    const matching = newMatching();
    const group = matching.addGroup(SITE, 1);
    const [ada, bob] = [matching.addAccount(group, 1), matching.addAccount(group, 1)];
    matching.setLimit(group, { tasks: 2 });
    const agent = addAgent(matching);
    const shape = matching.shapeOf(need());
    for (const [job, account] of [
      [1, ada],
      [2, bob],
      [3, ada],
      [4, bob],
    ] as const) {
      matching.submit(account, shape, 50, job);
    }
    assert.deepEqual(jobsOf(matching), [1, 2]);
    matching.release(bob, shape, agent);
    assert.deepEqual(jobsOf(matching), [4]);
  });
});

describe("turns", () => {
  it("give accounts of equal weight equally much, to the task", () => {
    const matching = newMatching();
    const accounts = Array.from({ length: 20 }, () => matching.addAccount(SITE, 1));
    const shape = matching.shapeOf(need());
    let job = 0;
    for (const account of accounts)
      for (let n = 0; n < 100; n += 1) matching.submit(account, shape, 50, (job += 1));
    for (let n = 0; n < 32; n += 1) addAgent(matching);
    matching.settle();
    for (const account of accounts) assert.equal(matching.questions.tasksOf(account), 16);
  });

  it("give departments their weight first, then people inside them", () => {
    const matching = newMatching();
    const [large, small] = [matching.addGroup(SITE, 3), matching.addGroup(SITE, 1)];
    const people = [large, large, large, small].map((group) => matching.addAccount(group, 1));
    const shape = matching.shapeOf(need());
    for (const [at, account] of people.entries()) matching.submit(account, shape, 50, at + 1, 1000);
    for (let n = 0; n < 12; n += 1) addAgent(matching);
    matching.settle();
    assert.deepEqual(
      people.map((account) => matching.questions.tasksOf(account)),
      [30, 30, 30, 30],
    );
  });

  it("remember what was used before", () => {
    const matching = newMatching();
    const [ada, bob] = [matching.addAccount(SITE, 1), matching.addAccount(SITE, 1)];
    matching.charge(ada, 1e9, 0);
    const shape = matching.shapeOf(need());
    matching.submit(ada, shape, 50, 1);
    matching.submit(bob, shape, 50, 2);
    addAgent(matching);
    assert.deepEqual(jobsOf(matching), [2, 1]);
  });

  it("count tasks that ran before this matcher was there", () => {
    const matching = newMatching();
    const [ada, bob] = [matching.addAccount(SITE, 1), matching.addAccount(SITE, 1)];
    const shape = matching.shapeOf(need());
    matching.adopt(ada, shape, -1000);
    matching.submit(ada, shape, 50, 1);
    matching.submit(bob, shape, 50, 2);
    addAgent(matching);
    assert.deepEqual(jobsOf(matching), [2, 1]);
    assert.equal(matching.questions.tasksOf(ada), 2);
  });

  it("by fifo go to the oldest job, whoever it belongs to", () => {
    const matching = newMatching({ order: fifoOrder });
    const [ada, bob] = [matching.addAccount(SITE, 1), matching.addAccount(SITE, 1)];
    const shapes = [matching.shapeOf(need()), matching.shapeOf(need({ memMib: 512 }))];
    for (const [job, account] of [
      [1, ada],
      [2, ada],
      [3, bob],
      [4, ada],
      [5, bob],
    ] as const) {
      matching.submit(account, shapes[job % 2] ?? 0, 50, job);
    }
    addAgent(matching);
    assert.deepEqual(jobsOf(matching), [1, 2, 3, 4, 5]);
  });

  it("can't compare siblings by keys that are of the job", () => {
    assert.throws(
      () => newMatching({ order: { ...fifoOrder, among: "siblings" } }),
      /let it compare accounts/,
    );
  });

  it("with hierarchical shares don't let a sibling's idle resource starve a group", () => {
    // The group of the second two holds all GPUs, which nobody else wants: that must not cost it its CPUs.
    const started = (parents: "sum" | "hierarchical") => {
      const matching = newMatching({ parents, alpha: 1 });
      const other = matching.addAccount(matching.addGroup(SITE, 1), 1);
      const group = matching.addGroup(SITE, 1);
      const [cpus, gpus] = [matching.addAccount(group, 1), matching.addAccount(group, 1)];
      addAgent(matching, { gpus: 10 });
      matching.submit(gpus, matching.shapeOf(need({ cpusMilli: 0, memMib: 0, gpus: 1 })), 50, 1, 100);
      matching.settle();
      const shape = matching.shapeOf(need({ memMib: 0 }));
      matching.submit(other, shape, 50, 2, 100);
      matching.submit(cpus, shape, 50, 3, 100);
      matching.settle();
      return [other, cpus, gpus].map((account) => matching.questions.tasksOf(account));
    };
    assert.deepEqual(started("hierarchical"), [5, 5, 10]);
    assert.deepEqual(started("sum"), [10, 0, 10]);
  });
});

describe("the agent for a task", () => {
  it("is the one that has least left, and none with GPUs while another will do", () => {
    const matching = newMatching();
    const ada = matching.addAccount(SITE, 1);
    addAgent(matching, { gpus: 2, cpusMilli: 2000 });
    const roomy = addAgent(matching);
    const tight = addAgent(matching, { cpusMilli: 3000 });
    matching.settle();
    matching.submit(ada, matching.shapeOf(need({ cpusMilli: 3000 })), 50, 1, 2);
    assert.deepEqual(agentsOf(matching), [tight, roomy]);
  });

  it("meets the constraint, the axis and the hosts that are wanted or not", () => {
    const matching = newMatching();
    const ada = matching.addAccount(SITE, 1);
    const agents = [
      addAgent(matching, {}, { class: "a", axis: "r1", host: "x" }),
      addAgent(matching, {}, { class: "b", axis: "r1", host: "y" }),
      addAgent(matching, {}, { class: "b", axis: "r2", host: "z" }),
    ];
    matching.settle();
    const wanted: readonly [Partial<Requirement>, number][] = [
      [{ constraint: "a" }, 0],
      [{ constraint: "b", axis: "r1" }, 1],
      [{ axis: "r2" }, 2],
      [{ hosts: ["y", "nowhere"] }, 1],
      [{ exceptHosts: ["x", "y"] }, 2],
    ];
    for (const [at, [other, agent]] of wanted.entries()) {
      matching.submit(ada, matching.shapeOf(need(other)), 50, at + 1);
      assert.deepEqual(agentsOf(matching), [agents[agent]], JSON.stringify(other));
    }
    matching.submit(ada, matching.shapeOf(need({ constraint: "b", hosts: ["x"] })), 50, 9);
    assert.deepEqual(agentsOf(matching), []);
  });

  it("keeps nothing beside its GPUs once nobody wants them whom limits let start", () => {
    const matching = newMatching();
    const [ada, bob, cyd] = [1, 2, 3].map(() => matching.addAccount(SITE, 1));
    assert.ok(ada !== undefined && bob !== undefined && cyd !== undefined);
    matching.setLimit(ada, { gpus: 0 });
    addAgent(matching, { gpus: 1 }, { besideGpu: { cpusMilli: 6000, memMib: 0 } });
    const withGpu = matching.shapeOf(need({ gpus: 1, cpusMilli: 20_000 }));
    matching.submit(ada, withGpu, 50, 1);
    const last = matching.submit(bob, withGpu, 50, 2);
    matching.submit(cyd, matching.shapeOf(need({ cpusMilli: 5000 })), 50, 3);
    assert.deepEqual(jobsOf(matching), []);
    matching.cancel(last);
    assert.deepEqual(jobsOf(matching), [3]);
    matching.submit(bob, withGpu, 50, 4);
    matching.submit(cyd, matching.shapeOf(need({ cpusMilli: 4500 })), 50, 5);
    assert.deepEqual(jobsOf(matching), [], "and again when somebody does");
  });

  it("may have come back with another number", () => {
    const matching = newMatching();
    const ada = matching.addAccount(SITE, 1);
    const first = addAgent(matching);
    matching.settle();
    matching.removeAgent(first);
    matching.submit(ada, matching.shapeOf(need()), 50, 1);
    assert.deepEqual(jobsOf(matching), []);
    addAgent(matching);
    assert.deepEqual(jobsOf(matching), [1]);
    assert.throws(() => matching.setFree(99, LARGE), /there is no agent 99/);
  });
});

describe("a cycle that must be short", () => {
  it("goes on where it stopped", () => {
    const matching = newMatching();
    const [ada, bob] = [matching.addAccount(SITE, 1), matching.addAccount(SITE, 1)];
    const shape = matching.shapeOf(need());
    for (let job = 1; job <= 6; job += 1) matching.submit(job % 2 === 0 ? ada : bob, shape, 50, job);
    addAgent(matching, { cpusMilli: 4000 });
    addAgent(matching, { cpusMilli: 4000 });
    const jobs = [jobsOf(matching, 1), jobsOf(matching, 4), jobsOf(matching, 4), jobsOf(matching)];
    assert.deepEqual(
      jobs.map((some) => some.length),
      [1, 4, 1, 0],
    );
    assert.deepEqual(jobs.flat(), [2, 1, 4, 3, 6, 5]);
  });
});

describe("why no agent fits", () => {
  it("is told with the nearest agent and what it lacks", () => {
    const matching = newMatching();
    const ada = matching.addAccount(SITE, 1);
    addAgent(matching, { cpusMilli: 2000 });
    const near = addAgent(matching, { cpusMilli: 8000 });
    addAgent(matching, { cpusMilli: 64_000 }, { class: "b" });
    const shape = matching.shapeOf(need({ cpusMilli: 9000, constraint: "!b" }));
    matching.submit(ada, shape, 50, 1);
    matching.settle();
    const { candidates, excluded, largest, nearest } = matching.questions.witness(shape);
    assert.deepEqual(
      { candidates, excluded, cpus: largest.cpusMilli },
      { candidates: 2, excluded: 1, cpus: 8000 },
    );
    assert.deepEqual(nearest, { agent: near, lacks: [{ kind: "cpusMilli", missing: 1000 }] });
    assert.equal(matching.freeOf(near).cpusMilli, 8000);
  });
});

describe("amounts", () => {
  it("are integers of 31 bits", () => {
    const matching = newMatching();
    for (const kind of KINDS) {
      for (const amount of [-1, 0.5, 2 ** 31])
        assert.throws(
          () => matching.shapeOf(need({ [kind]: amount })),
          new RegExp(`^RangeError: ${kind} is`),
        );
    }
  });
});
