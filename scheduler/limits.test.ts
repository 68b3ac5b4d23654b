import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { quotaFaults, type QuotaDefinition } from "../accounts/quota.ts";
import { fairShareOrder, fifoOrder } from "../fair-share/order.ts";
import { policyNamed } from "../fair-share/policies.ts";
import { someResources } from "../jobs/life/job.builders.ts";
import type { Cause } from "../offers/explanation.ts";
import { sentences } from "../offers/sentences.ts";
import { faultsOf } from "../simulation/checkers/check-explanation.ts";
import { EQUAL_SHARES } from "./state/shares.ts";
import { aCore, callsOf, job, launched, launchedIds } from "./core/core.builders.ts";

const HOUR = 3_600_000;
/** A Wednesday, in the middle of a month. */
const NOON = Date.UTC(2030, 4, 15, 12);
const MIDNIGHT = Date.UTC(2030, 4, 16);

/** Jobs from `first` on, each of a CPU and a GiB. */
const jobs = (count: number, fields: Parameters<typeof job>[1] = {}, first = 1) =>
  Array.from({ length: count }, (_, n) => job(first + n, fields));
const licensed = (licences: Record<string, number>) => ({ resources: someResources({ licences }) });

function aSite(quotas: readonly QuotaDefinition[], more: Parameters<typeof aCore>[0] = {}) {
  const desk = aCore({ nowMs: NOON, quotas, ...more });
  desk.connect();
  desk.cycle(desk.inventory(["a1", 8, 64], ["a2", 8, 64]));
  const why = (id: number): readonly Cause[] => desk.core.explain(id)?.causes ?? [];
  const whyText = (id: number) => {
    const explanation = desk.core.explain(id);
    return explanation === undefined ? [] : sentences(explanation);
  };
  return { ...desk, why, whyText };
}

describe("a limit of what runs at one time", () => {
  it("lets as much start as it allows, and the next when something ends", () => {
    const site = aSite([{ user: "*", cpusMilli: 2000 }]);
    site.submit(...jobs(3));
    const [first, ...rest] = launched(site.cycle(site.offer("a1", 8)));
    assert.equal(rest.length, 1);
    assert.deepEqual(site.why(3)[0], {
      kind: "quota",
      scope: "account",
      project: "default",
      user: "ada",
      of: "cpusMilli",
      limit: 2000,
      used: 2000,
      asks: 1000,
    });
    assert.deepEqual(site.whyText(3), [
      "ada in the project default may have 2 CPUs at once and has 2; it asks for 1",
    ]);
    site.cycle(site.status(first?.taskId ?? "", "finished"));
    assert.deepEqual(launchedIds(site.cycle(site.offer("a1", 1))), ["3.1.1"]);
  });

  it("is of no concern to others, and each counts what is below it", () => {
    const site = aSite([{ user: "*", tasks: 2 }, { tasks: 3 }]);
    site.submit(...jobs(3), ...jobs(3, { user: "bob" }, 4));
    assert.equal(launched(site.cycle(site.offer("a1", 8))).length, 3);
    const all = [1, 2, 3, 4, 5, 6].map((id) => site.whyText(id)).filter((text) => text.length > 0);
    assert.match(all.flat().join("\n"), /the site may run 3 tasks at once, and 3 are under way/);
  });

  it("takes effect at once when it changes: nothing new starts below, and offers are asked for above", () => {
    const site = aSite([{ user: "*", tasks: 1 }]);
    site.submit(...jobs(4));
    assert.equal(launched(site.cycle(site.offer("a1", 8))).length, 1);
    site.core.configure({ quotas: [{ user: "*", tasks: 3 }] });
    assert.equal(
      callsOf(site.advance(1000), "revive").length,
      1,
      "room that was declined is asked for again",
    );
    assert.equal(launched(site.cycle(site.offer("a1", 7))).length, 2);
    site.core.configure({ quotas: [{ tasks: 0 }] });
    site.submit(job(9, { user: "bob" }));
    assert.deepEqual(launched(site.cycle(site.offer("a1", 5))), []);
    assert.deepEqual(site.whyText(9), ["the site may run no tasks, and 3 are under way"]);
    site.core.configure({ quotas: [] });
    assert.equal(launched(site.cycle(site.offer("a1", 5))).length, 2);
  });

  it("asks for no offers for what may not start", () => {
    const site = aSite([{ user: "bob", tasks: 0 }]);
    site.submit(job(1));
    site.cycle(site.offer("a1", 8));
    site.advance(60_000);
    const decision = site.submit(job(2, { user: "bob", resources: someResources({ cpus: 2 }) }));
    assert.deepEqual(callsOf(decision, "revive"), []);
    assert.deepEqual(callsOf(site.advance(600_000), "revive"), []);
  });
});

describe("a gang under a limit", () => {
  const gang = (licences: Record<string, number> = {}) => ({
    ...licensed(licences),
    array: { from: 1, to: 3, step: 1, gang: {} },
  });

  it("starts when all of it is within the limit, and says what it waits for until then", () => {
    const site = aSite([{ user: "*", tasks: 3 }], { licences: { matlab: 3 } });
    site.submit(job(1));
    site.cycle(site.offer("a1", 8));
    site.submit(job(2, gang({ matlab: 1 })));
    assert.deepEqual(launched(site.cycle(site.offer("a1", 7))), []);
    assert.equal(
      site.whyText(2)[0],
      "ada in the project default may run 3 tasks at once, and 1 is under way; its 3 tasks start together",
    );
    site.cycle(site.status("1.1.1", "finished"));
    assert.equal(launched(site.cycle(site.offer("a1", 8))).length, 3);
    assert.deepEqual(site.core.accounts().licences, [{ name: "matlab", total: 3, inUse: 3 }]);
    site.submit(job(3, { user: "bob", ...gang({ matlab: 1 }) }));
    assert.deepEqual(launched(site.cycle(site.offer("a2", 8))), []);
    assert.equal(site.whyText(3)[0], "3 of 3 licences of matlab are in use, and it asks for 3");
  });
});

describe("a budget of hours", () => {
  const quotas: readonly QuotaDefinition[] = [{ project: "default", cpuHours: 4, window: "day" }];

  it("that is used up lets nothing more start until its window ends, without anybody looking", () => {
    const site = aSite(quotas);
    site.submit(...jobs(2));
    for (const { taskId } of launched(site.cycle(site.offer("a1", 8))))
      site.cycle(site.status(taskId, "running"));
    const untilMs = site.core.nextTimerMs() ?? 0;
    assert.ok(untilMs <= NOON + 2 * HOUR);
    site.advance(2 * HOUR - 1);
    assert.equal(launched(site.submit(job(3))).length, 0);
    assert.equal(
      launched(site.cycle(site.offer("a1", 6))).length,
      1,
      "a millisecond before there is some left",
    );
    site.advance(1);
    site.submit(job(4));
    assert.deepEqual(launched(site.cycle(site.offer("a1", 5))), []);
    assert.deepEqual(site.why(4)[0], {
      kind: "quota",
      scope: "project",
      project: "default",
      of: "cpuHours",
      limit: 4,
      used: 4,
      asks: 0,
      untilMs: MIDNIGHT,
    });
    assert.deepEqual(site.whyText(4), [
      "the project default has used up its 4 CPU hours (4); the next begin at 2030-05-16 00:00 UTC",
    ]);
    const decision = site.advance(MIDNIGHT - NOON - 2 * HOUR);
    assert.equal(callsOf(decision, "revive").length, 1);
    assert.deepEqual(launchedIds(site.cycle(site.offer("a1", 5))), ["4.1.1"]);
  });

  it("knows after a change of leader what was used before", () => {
    const site = aSite(quotas);
    const used = { cpuMilliMs: 4 * 1000 * HOUR, memMibMs: 0, gpuMs: 0 };
    site.core.loadUsage({ user: "bob", project: "default", hourMs: NOON - 3 * HOUR, ...used });
    site.submit(job(1));
    assert.deepEqual(launched(site.cycle(site.offer("a1", 8))), []);
    assert.equal(site.core.accounts().quotas[0]?.hours[0]?.usedHours, 4);
  });
});

describe("an agent that is emptied for a wide job", () => {
  it("is let go when hours of its account are used up: it would stand idle for long", () => {
    const desk = aCore({ nowMs: NOON, reserveAfterMs: 60_000, backfill: { mode: "off", assumedMs: HOUR } });
    desk.connect();
    desk.cycle(desk.inventory(["a1", 16, 64]));
    const wide = job(1, { user: "bob", resources: someResources({ cpus: 16 }) });
    desk.submit(wide, ...jobs(40, { walltimeSeconds: 300 }, 2));
    desk.cycle(desk.offer("a1", 15));
    desk.advance(15_000);
    desk.cycle(desk.status("2.1.1", "finished"), desk.offer("a1", 1)); // a small one passes it
    for (let n = 0; n < 4; n += 1) desk.advance(15_000);
    assert.equal(desk.core.countReservations().planned, 1);
    desk.core.configure({ quotas: [{ user: "bob", cpuHours: 0 }] });
    for (let n = 0; n < 6; n += 1) {
      desk.advance(15_000);
      assert.equal(desk.core.countReservations().planned, 0);
    }
    assert.deepEqual(desk.core.explain(1)?.causes[0]?.kind, "quota");
  });
});

describe("licences", () => {
  const licences = { matlab: 3 };

  it("are given to as many as there are, and given back when a task ends", () => {
    const site = aSite([], { licences });
    site.submit(...jobs(2, licensed({ matlab: 2 })), job(3));
    const started = launched(site.cycle(site.offer("a1", 8)));
    assert.deepEqual(
      started.map(({ job: id }) => id),
      [1, 3],
    );
    assert.deepEqual(site.why(2)[0], { kind: "licence", name: "matlab", total: 3, inUse: 2, asks: 2 });
    assert.deepEqual(site.whyText(2), ["2 of 3 licences of matlab are in use, and it asks for 2"]);
    assert.deepEqual(site.core.accounts().licences, [{ name: "matlab", total: 3, inUse: 2 }]);
    const decision = site.cycle(site.status("1.1.1", "finished"));
    assert.deepEqual(launched(decision), []);
    assert.deepEqual(launchedIds(site.cycle(site.offer("a2", 8))), ["2.1.1"]);
  });

  it("can become fewer or more while tasks run", () => {
    const site = aSite([], { licences });
    site.submit(...jobs(5, licensed({ matlab: 1 })));
    assert.equal(launched(site.cycle(site.offer("a1", 8))).length, 3);
    site.core.configure({ licences: { matlab: 1 } });
    site.cycle(site.status("1.1.1", "finished"), site.status("2.1.1", "finished"));
    assert.deepEqual(launched(site.cycle(site.offer("a1", 7))), []);
    assert.deepEqual(site.whyText(4), ["1 of 1 licences of matlab is in use"]);
    site.core.configure({ licences: { matlab: 2 } });
    assert.equal(callsOf(site.advance(1000), "revive").length, 1);
    assert.deepEqual(launchedIds(site.cycle(site.offer("a1", 7))), ["4.1.1"]);
  });

  it("that a job wants all of come to it, though others keep coming that want few", () => {
    const site = aSite([], { licences });
    site.submit(...jobs(3, { user: "bob", ...licensed({ matlab: 1 }) }));
    const running = launched(site.cycle(site.offer("a1", 8))).map(({ taskId }) => taskId);
    site.submit(job(10, licensed({ matlab: 3 })));
    let next = 100;
    let passed = 0;
    for (let ended = running.shift(); ended !== undefined; ended = running.shift()) {
      next += 1;
      site.submit(job(next, { user: "bob", ...licensed({ matlab: 1 }) }));
      const begun = [
        ...launched(site.cycle(site.status(ended, "finished"))),
        ...launched(site.cycle(site.offer("a1", 8 - running.length))),
      ];
      if (begun.some(({ job: id }) => id === 10)) break;
      running.push(...begun.map(({ taskId }) => taskId));
      passed += 1;
      assert.ok(passed < 30, "it waits for ever");
    }
    assert.ok(passed >= 8);
    assert.deepEqual(site.core.accounts().licences, [{ name: "matlab", total: 3, inUse: 3 }]);
  });
});

describe("shares of the configuration", () => {
  it("give a department its part first, then its people", () => {
    const site = aSite([], {
      shares: {
        ...EQUAL_SHARES,
        definitions: [
          { name: "biology", weight: 3 },
          { name: "physics", weight: 1 },
          { name: "biology/ada", weight: 2 },
        ],
      },
    });
    const of = (user: string, project: string, first: number) => jobs(12, { user, project }, first);
    site.submit(...of("ada", "biology", 1), ...of("bob", "biology", 20), ...of("cyd", "physics", 40));
    const started = [
      ...launched(site.cycle(site.offer("a1", 8))),
      ...launched(site.cycle(site.offer("a2", 4))),
    ];
    const count = (from: number) => started.filter(({ job: id }) => id >= from && id < from + 12).length;
    assert.deepEqual([count(1), count(20), count(40)], [6, 3, 3]);
    const view = site.core.accounts();
    const names = view.shares.map(({ project, user, weight, runningTasks }) => [
      project,
      user,
      weight,
      runningTasks,
    ]);
    assert.deepEqual(names, [
      [undefined, undefined, 1, 12],
      ["biology", undefined, 3, 9],
      ["physics", undefined, 1, 3],
      ["biology", "ada", 2, 6],
      ["biology", "bob", 1, 3],
      ["physics", "cyd", 1, 3],
    ]);
    assert.ok(view.shares.every(({ position }, at) => at === 0 || position !== undefined));
  });
});

describe("a boost for waiting", () => {
  const cycles = (waiting?: { readonly boost: number; readonly fullAfterMs: number }) => {
    const site = aSite([], {
      shares: { ...EQUAL_SHARES, ...(waiting === undefined ? {} : { waiting }) },
    });
    site.submit(...jobs(6));
    site.cycle(site.offer("a1", 4));
    site.advance(2 * HOUR);
    site.submit(job(10, { user: "bob" }));
    return launchedIds(site.cycle(site.offer("a2", 1)));
  };

  it("lets who waited long go before who has less, where there is one", () => {
    assert.deepEqual(cycles(), ["10.1.1"]);
    assert.deepEqual(cycles({ boost: 5, fullAfterMs: HOUR }), ["5.1.1"]);
    assert.deepEqual(cycles({ boost: 5, fullAfterMs: 1000 * HOUR }), ["10.1.1"]);
  });
});

describe("a soft limit", () => {
  const soft = { project: "atom", tasks: 2, soft: true } as const;

  it("lets others go first once it is reached, and then whoever it is of have what is left", () => {
    const site = aSite([soft, { project: "bio", tasks: 100, soft: true }]);
    site.submit(...jobs(6, { project: "atom" }), ...jobs(3, { project: "bio" }, 11));
    const order = launchedIds(site.cycle(site.offer("a1", 8))).map((id) => Number.parseInt(id, 10));
    assert.deepEqual(
      order.map((id) => (id > 10 ? "bio" : "atom")),
      ["atom", "bio", "atom", "bio", "bio", "atom", "atom", "atom"],
    );
  });

  it("is told to those who wait behind it, and is no obstacle", () => {
    const site = aSite([soft]);
    site.submit(...jobs(3, { project: "atom" }));
    site.cycle(site.offer("a1", 2));
    site.submit(job(10, { project: "bio" }));
    const why = site.whyText(3);
    assert.ok(
      why.includes(
        "the project atom may run 2 tasks at once, and 2 are under way, and others who have less than theirs go first (a soft limit)",
      ),
      why.join("\n"),
    );
    const explanation = site.core.explain(3);
    assert.ok(explanation !== undefined);
    assert.deepEqual(faultsOf(site.core.dump(), explanation), []);
    assert.deepEqual(launchedIds(site.cycle(site.offer("a1", 1))), ["10.1.1"]);
    assert.deepEqual(launchedIds(site.cycle(site.offer("a1", 1))), ["3.1.1"]);
  });

  it("stands beside a hard one, which is a wall", () => {
    const site = aSite([soft, { project: "atom", tasks: 3 }]);
    site.submit(...jobs(6, { project: "atom" }));
    assert.equal(launchedIds(site.cycle(site.offer("a1", 8))).length, 3);
  });

  for (const policy of [fairShareOrder, fifoOrder, policyNamed("godocker-1")])
    it(`comes, changes and goes while jobs wait and run, with ${policy?.name}`, () => {
      assert.ok(policy !== undefined);
      const site = aSite([], { policy });
      site.core.loadUsage({ ...USED, user: "bob", project: "bio" });
      site.submit(...jobs(4, { project: "atom" }), ...jobs(4, { project: "bio", user: "bob" }, 11));
      const first = () => launchedIds(site.cycle(site.offer("a1", 1)))[0]?.length;
      assert.equal(first(), "1.1.1".length);
      site.core.configure({ quotas: [{ ...soft, tasks: 1 }] });
      assert.equal(first(), "11.1.1".length);
      site.core.configure({ quotas: [{ ...soft, tasks: 3 }] });
      assert.equal(first(), "2.1.1".length);
      site.core.configure({ quotas: [{ ...soft, tasks: 0 }] });
      assert.equal(first(), "12.1.1".length);
      site.core.configure({ quotas: [] });
      assert.equal(first(), "3.1.1".length);
    });
});

const USED = { hourMs: NOON, cpuMilliMs: 50_000 * HOUR, memMibMs: 0, gpuMs: 0 };

describe("a limit of a user across projects", () => {
  const both = (site: ReturnType<typeof aSite>) =>
    site.submit(
      ...jobs(3, { project: "atom" }),
      ...jobs(3, { project: "bio" }, 11),
      job(20, { user: "bob" }),
    );

  it("counts all that the user has running, in whatever project, and nobody else's", () => {
    const site = aSite([{ user: "*", acrossProjects: true, tasks: 3 }]);
    both(site);
    const started = launchedIds(site.cycle(site.offer("a1", 8)));
    assert.equal(started.filter((id) => id !== "20.1.1").length, 3, started.join());
    assert.ok(started.includes("20.1.1"), started.join());
    const waiting = [1, 2, 3, 11, 12, 13].find((id) => !started.includes(`${id}.1.1`)) ?? 0;
    assert.deepEqual(site.whyText(waiting), [
      "ada in all projects may run 3 tasks at once, and 3 are under way",
    ]);
    const explanation = site.core.explain(waiting);
    assert.ok(explanation !== undefined);
    assert.deepEqual(faultsOf(site.core.dump(), explanation), []);
    site.cycle(site.status(started.find((id) => id !== "20.1.1") ?? "", "finished"));
    assert.equal(launchedIds(site.cycle(site.offer("a2", 8))).length, 1, "the next, when one has ended");
  });

  it("comes and goes while jobs wait", () => {
    const site = aSite([]);
    both(site);
    site.core.configure({ quotas: [{ user: "ada", acrossProjects: true, cpusMilli: 1000 }] });
    assert.equal(launchedIds(site.cycle(site.offer("a1", 8))).length, 2);
    site.core.configure({ quotas: [] });
    assert.equal(launchedIds(site.cycle(site.offer("a1", 8))).length, 5);
  });

  it("is refused without a user, within a project, as a soft one and of what waits", () => {
    const faults = (definition: QuotaDefinition) =>
      quotaFaults([{ acrossProjects: true, ...definition }], undefined);
    assert.match(faults({ tasks: 1 }).join(), /name a user/);
    assert.match(faults({ user: "ada", project: "bio", tasks: 1 }).join(), /no project/);
    assert.match(faults({ user: "ada", soft: true, tasks: 1 }).join(), /cannot be soft/);
    assert.match(faults({ user: "ada", queuedTasks: 1 }).join(), /queuedTasks cannot be acrossProjects/);
    assert.deepEqual(faults({ user: "ada", tasks: 1 }), []);
  });
});
