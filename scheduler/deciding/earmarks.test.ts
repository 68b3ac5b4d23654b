import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { QuotaDefinition } from "../../accounts/quota.ts";
import { someResources } from "../../jobs/life/job.builders.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import { sentences } from "../../offers/sentences.ts";
import { faultsOf } from "../../simulation/checkers/check-explanation.ts";
import { aCore, job, launched } from "../core/core.builders.ts";
import type { CoreInput, Decision } from "../state/decision.ts";
import type { Tuning } from "../state/tuning.ts";

const RESERVE_AFTER_MS = 60_000;

/** Two machines of 16 CPUs; what they have free is offered at every moment. */
function aCrowd(quotas: readonly QuotaDefinition[], tuning: Partial<Tuning> = {}) {
  const desk = aCore({ quotas, reserveAfterMs: RESERVE_AFTER_MS, ...tuning });
  desk.connect();
  desk.cycle(desk.inventory(["a1", 16, 64], ["a2", 16, 64]));
  const free = new Map([
    ["a1", 16],
    ["a2", 16],
  ]);
  const tasks = new Map<string, { readonly job: number; readonly agent: string; readonly cpus: number }>();
  const started: number[] = [];
  const take = (decision: Decision) => {
    for (const { job: id, placement, resources, taskId } of launched(decision)) {
      const cpus = resources.cpusMilli / 1000;
      tasks.set(taskId, { job: id, agent: placement.agentId, cpus });
      free.set(placement.agentId, (free.get(placement.agentId) ?? 0) - cpus);
      started.push(id);
    }
  };
  const offers = () => [...free].flatMap(([agent, cpus]) => (cpus > 0 ? [desk.offer(agent, cpus)] : []));
  let ids = 0;
  const next = (cpus: number, fields: Parameters<typeof job>[1] = {}): NewJob => {
    ids += 1;
    return job(ids, { resources: someResources({ cpus, memoryBytes: 1024 ** 2 }), ...fields });
  };
  const cycle = (...inputs: readonly CoreInput[]) => take(desk.cycle(...inputs, ...offers()));
  return {
    ...desk,
    next,
    cycle,
    started,
    tasks,
    submit: (...jobs: readonly NewJob[]) => {
      take(desk.submit(...jobs));
      cycle();
    },
    /** The one that began first ends. */
    endOne: (of: (task: { readonly job: number }) => boolean = () => true) => {
      const [taskId] = [...tasks].find(([, task]) => of(task)) ?? [];
      const task = taskId === undefined ? undefined : tasks.get(taskId);
      if (taskId === undefined || task === undefined) return;
      tasks.delete(taskId);
      free.set(task.agent, (free.get(task.agent) ?? 0) + task.cpus);
      cycle(desk.status(taskId, "finished", { agentId: task.agent }));
    },
    why: (id: number) => {
      const explanation = desk.core.explain(id);
      assert.ok(explanation !== undefined);
      assert.deepEqual(faultsOf(desk.core.dump(), explanation), []);
      return sentences(explanation);
    },
  };
}

/** Small ones come as fast as others end. @returns how many ended before the job started; Infinity: it never did */
function crowdUntil(crowd: ReturnType<typeof aCrowd>, wide: number, small: () => NewJob, most = 200): number {
  for (let ended = 0; ended < most; ended += 1) {
    if (crowd.started.includes(wide)) return ended;
    crowd.advance(5000);
    crowd.submit(small());
    crowd.endOne();
  }
  return Infinity;
}

describe("a wide job among small ones under one limit", () => {
  for (const [whose, quota, other] of [
    ["its account's", { user: "*", cpusMilli: 10_000 }, {}],
    ["its project's", { project: "*", cpusMilli: 10_000 }, { user: "bob" }],
    ["the site's", { cpusMilli: 10_000 }, { user: "bob", project: "other" }],
    ["its user's in all projects", { user: "*", acrossProjects: true, cpusMilli: 10_000 }, { project: "b" }],
  ] as const)
    it(`starts, though others use up ${whose} again and again`, () => {
      const crowd = aCrowd([quota]);
      crowd.submit(...Array.from({ length: 12 }, () => crowd.next(1, other)));
      const wide = crowd.next(8);
      crowd.submit(wide);
      const ended = crowdUntil(crowd, wide.id, () => crowd.next(1, other));
      // A minute until it is looked at, a quarter of one until the next look, eight that must end.
      assert.ok(ended <= 12 + 3 + 8 + 1, `${ended} ended before it`);
    });
});

/** Ada's 8 CPUs of the 10 of the project, among small jobs of bob's that use them up; until they are kept for her. */
function aKeptLimit(fields: Parameters<typeof job>[1] = {}, tuning: Partial<Tuning> = {}) {
  const crowd = aCrowd([{ project: "*", cpusMilli: 10_000 }], tuning);
  const small = () => crowd.next(1, { user: "bob" });
  crowd.submit(...Array.from({ length: 12 }, small));
  const wide = crowd.next(8, fields);
  crowd.submit(wide);
  const isKept = () => crowd.core.dump().earmarks.some(({ job: id }) => id === wide.id);
  for (let cycles = 0; !isKept(); cycles += 1) {
    assert.ok(cycles < 40, "nothing is ever kept");
    crowd.advance(5000);
    crowd.submit(small());
    crowd.endOne();
  }
  return { ...crowd, small, wide, isKept };
}

describe("a limit of which a part is kept for a job", () => {
  it("is told to that job, and to those who could start without it", () => {
    const { endOne, small, submit, why, wide } = aKeptLimit();
    assert.match(
      why(wide.id)[0] ?? "",
      /^the project default may have 10 CPUs at once and has 9; it asks for 8; that is kept for it, and 7 CPUs in use must end first$/,
    );
    const late = small();
    submit(late);
    endOne();
    assert.match(
      why(late.id)[0] ?? "",
      new RegExp(
        `and has 8; it asks for 1; 8 CPUs of these are kept for job ${wide.id}, which was passed over$`,
      ),
    );
    assert.match(why(wide.id)[0] ?? "", /and 6 CPUs in use must end first$/);
  });

  it("lets others have what is left beside it", () => {
    const { endOne, started, tasks, wide, submit, small } = aKeptLimit();
    for (let ended = 1; ended < 8; ended += 1) {
      assert.ok(!started.includes(wide.id));
      endOne();
    }
    assert.ok(started.includes(wide.id));
    submit(small());
    const running = [...tasks.values()].map(({ cpus }) => cpus).sort();
    assert.deepEqual(running, [1, 1, 8]);
  });

  for (const [what, request] of [
    ["cancelled", { verb: "cancel" }],
    ["held", { verb: "hold" }],
  ] as const)
    it(`is theirs again at once when the job is ${what}`, () => {
      const { endOne, isKept, request: ask, started, cycle, wide } = aKeptLimit();
      endOne();
      endOne();
      const before = started.length;
      ask({ job: wide.id, ...request });
      cycle();
      assert.equal(isKept(), false);
      assert.equal(started.length, before + 3);
    });

  it("is theirs again when the job is changed so that it wants another kind of machine", () => {
    const { isKept, cycle, wide } = aKeptLimit();
    assert.equal(isKept(), true);
    const changes = { constraints: [{ attribute: "zone", op: "eq", values: ["a"] }] } as const;
    cycle({
      type: "requested",
      key: "request/1",
      job: wide,
      request: { job: wide.id, verb: "change", by: "ada", admin: false, atMs: 0, changes },
    });
    assert.equal(isKept(), false);
  });

  it("is theirs again when it is not large enough for the job any more, and when there is none", () => {
    for (const cpusMilli of [7000, Infinity]) {
      const { core, isKept, started, cycle, wide } = aKeptLimit();
      core.configure({ quotas: cpusMilli === Infinity ? [] : [{ project: "*", cpusMilli }] });
      cycle();
      cycle();
      assert.equal(isKept(), false);
      assert.equal(started.includes(wide.id), cpusMilli === Infinity);
    }
  });

  it("is found again after a change of what jobs are ordered by", () => {
    const { advance, core, endOne, isKept, cycle } = aKeptLimit();
    core.configure({ packing: "spread" });
    cycle();
    assert.equal(isKept(), false);
    advance(20_000);
    cycle();
    assert.equal(isKept(), true);
    endOne();
  });

  it("is for one job at a time, the first in order, and then for the next", () => {
    const { advance, core, endOne, started, submit, next, small, wide } = aKeptLimit();
    const second = next(8, { user: "cyd" });
    submit(second);
    for (let ended = 0; ended < 60 && !started.includes(second.id); ended += 1) {
      advance(5000);
      submit(small());
      assert.ok(core.dump().earmarks.length <= 1);
      // The first takes its time.
      endOne(({ job: id }) => id !== wide.id || ended > 20);
    }
    assert.ok(started.indexOf(wide.id) < started.indexOf(second.id));
  });

  it("is kept in a copy of what is live, too", () => {
    const { core, wide } = aKeptLimit();
    const copy = aCrowd([{ project: "*", cpusMilli: 10_000 }]);
    // As many of each as in the original, under the same ids.
    copy.submit(...Array.from({ length: 12 }, () => copy.next(1, { user: "bob" })));
    copy.submit(copy.next(8));
    copy.core.takeWideJobs(core.wideJobs());
    copy.cycle();
    assert.deepEqual(
      copy.core.dump().earmarks.map(({ job: id }) => id),
      [wide.id],
    );
  });

  it("is kept for all tasks of a gang", () => {
    const gang = { array: { from: 0, to: 7, step: 1, gang: {} }, resources: someResources({ cpus: 1 }) };
    const { advance, endOne, started, submit, small, wide } = aKeptLimit(gang);
    for (let ended = 0; ended < 12 && !started.includes(wide.id); ended += 1) {
      advance(5000);
      submit(small());
      endOne();
    }
    assert.equal(started.filter((id) => id === wide.id).length, 8);
  });
});

describe("no limit is kept", () => {
  const kept = (tuning: Partial<Tuning>, cpus: number, fields: Parameters<typeof job>[1], quota = 20_000) => {
    const crowd = aCrowd([{ project: "*", cpusMilli: quota }], tuning);
    const small = () => crowd.next(1, { user: "bob" });
    crowd.submit(...Array.from({ length: 30 }, small));
    crowd.submit(crowd.next(cpus, fields));
    for (let cycles = 0; cycles < 40; cycles += 1) {
      crowd.advance(5000);
      crowd.submit(small());
      crowd.endOne();
      if (crowd.core.dump().earmarks.length > 0) return true;
    }
    return false;
  };

  it("for a job that fits no machine, or that is larger than the limit", () => {
    assert.equal(kept({}, 8, {}), true);
    assert.equal(kept({}, 17, {}), false);
    assert.equal(kept({}, 8, { constraints: [{ attribute: "zone", op: "eq", values: ["a"] }] }), false);
    assert.equal(kept({}, 8, {}, 7000), false);
  });

  it("for a job that lacks licences, or where nothing is ever to be kept", () => {
    const resources = someResources({ cpus: 8, licences: { matlab: 1 } });
    assert.equal(kept({ licences: { matlab: 1 } }, 8, { resources }), true);
    assert.equal(kept({ licences: { matlab: 0 } }, 8, { resources }), false);
    assert.equal(kept({ reservationsMax: 0 }, 8, {}), false);
  });

  it("for a job that others have a right to go before", () => {
    const crowd = aCrowd([{ user: "*", cpusMilli: 10_000 }]);
    const urgent = () => crowd.next(1, { priority: 90 });
    crowd.submit(...Array.from({ length: 12 }, urgent));
    const wide = crowd.next(8);
    crowd.submit(wide);
    assert.equal(crowdUntil(crowd, wide.id, urgent, 60), Infinity);
    assert.deepEqual(crowd.core.dump().earmarks, []);
  });
});
