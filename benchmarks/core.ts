import assert from "node:assert/strict";
import { fairShareOrder } from "../fair-share/order.ts";
import type { NewJob } from "../jobs/life/job.ts";
import { validateJobSpec } from "../jobs/submission/validate.ts";
import { Core } from "../scheduler/core/core.ts";
import type { CoreInput } from "../scheduler/state/decision.ts";
import { DEFAULT_TUNING } from "../scheduler/state/tuning.ts";
import { seededRandom } from "../simulation/random.ts";
import type { Benchmark } from "./figures/benchmark.ts";

/** Fills an empty cluster from a full queue, then releases tasks one by one with the queue still full. */
export const coreBenchmark: Benchmark = {
  about: "decisions of the scheduling core: fill an empty cluster, then one release at a time",
  async run({ small, seed }) {
    const agents = small ? 50 : 500;
    const jobs = small ? 5000 : 100_000;
    const releases = small ? 1000 : 20_000;
    const random = seededRandom(seed);
    const core = new Core({
      epoch: 1,
      halfLifeMs: 604_800_000,
      nowMs: 0,
      tuning: { ...DEFAULT_TUNING, policy: fairShareOrder, unreachableTimeoutMs: 600_000, refuseMs: 60_000 },
    });
    core.addBackend("bench", "f");
    core.step([backendEvent({ type: "connected", registrationId: "f" })], 0);
    const shapes = [1, 2, 4, 8].map((cpus) => {
      const result = validateJobSpec({
        command: ["true"],
        resources: { cpus, memoryBytes: cpus * 1024 ** 3 },
      });
      assert.ok(result.ok);
      return result.spec;
    });
    const submissions: CoreInput[] = [];
    for (let id = 1; id <= jobs; id += 1) {
      const job: NewJob = {
        id,
        user: `user${random.integer(1, 50)}`,
        spec: random.pick(shapes),
        submittedAtMs: 0,
        source: "api",
      };
      submissions.push({ type: "submitted", key: `job/${id}`, job, parents: new Map() });
    }
    let startedMs = performance.now();
    core.step(submissions, 1);
    const submitMs = performance.now() - startedMs;

    let offers = 0;
    const offer = (agent: number, cpus: number): CoreInput => {
      offers += 1;
      const agentId = `a${agent}`;
      const resources = { cpusMilli: cpus * 1000, memMib: cpus * 1024, diskMib: 0, gpus: 0 };
      const one = {
        id: `o${offers}`,
        agentId,
        hostname: agentId,
        access: "",
        attributes: {},
        lot: "",
        resources,
        ports: [],
        reservations: [],
      };
      return backendEvent({ type: "offers", offers: [one] });
    };
    startedMs = performance.now();
    const running: { readonly taskId: string; readonly agent: number; readonly cpus: number }[] = [];
    const launch = (inputs: readonly CoreInput[], nowMs: number): void => {
      for (const call of core.step(inputs, nowMs).calls) {
        if (call.type !== "launch") continue;
        for (const { taskId, placement, resources } of call.order.attempts) {
          running.push({
            taskId,
            agent: Number(placement.agentId.slice(1)),
            cpus: resources.cpusMilli / 1000,
          });
        }
      }
    };
    launch(
      Array.from({ length: agents }, (_, agent) => offer(agent, 32)),
      2,
    );
    const fillMs = performance.now() - startedMs;
    const filled = running.length;
    assert.equal(
      running.reduce((sum, task) => sum + task.cpus, 0),
      agents * 32,
      "every CPU is used",
    );

    startedMs = performance.now();
    for (let n = 0; n < releases; n += 1) {
      const [task] = running.splice(random.integer(0, running.length - 1), 1);
      assert.ok(task !== undefined);
      const update = {
        taskId: task.taskId,
        agentId: `a${task.agent}`,
        state: "finished",
        reconciliation: false,
      } as const;
      launch([backendEvent({ type: "status", update }), offer(task.agent, task.cpus)], 3 + n);
    }
    const steadyMs = performance.now() - startedMs;
    assert.equal(
      running.reduce((sum, task) => sum + task.cpus, 0),
      agents * 32,
      "no CPU idles while jobs wait",
    );
    return {
      "submissions per second": (jobs / submitMs) * 1000,
      "fill, starts per second": (filled / fillMs) * 1000,
      "releases per second": (releases / steadyMs) * 1000,
    };
  },
};

function backendEvent(event: Extract<CoreInput, { type: "backend" }>["event"]): CoreInput {
  return { type: "backend", backend: "bench", event };
}
