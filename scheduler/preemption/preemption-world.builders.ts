import { fairShareOrder } from "../../fair-share/order.ts";
import { parseTaskId } from "../../jobs/life/job.ts";
import { someResources } from "../../jobs/life/job.builders.ts";
import type { BackendEvent } from "../../offers/backend.ts";
import type { Offer } from "../../offers/offer.ts";
import { CAPABLE, job, launched, vector } from "../core/core.builders.ts";
import { Core } from "../core/core.ts";
import type { Decision } from "../state/decision.ts";
import { seededRandom } from "../../simulation/random.ts";
import { DEFAULT_TUNING } from "../state/tuning.ts";

const GIB = 1024 ** 3;
const AFTER_MS = 5000;
const PROTECT_MS = 20_000;
/** Grace, the time that room is held after it, and a cycle. */
const OPEN_MS = 2000 + 30_000 + 1000;

interface Task {
  readonly job: number;
  readonly agent: string;
  readonly cpus: number;
  readonly endMs: number;
}

export interface PreemptionResult {
  /** What is wrong, a sentence each. */
  readonly faults: readonly string[];
  readonly preemptions: number;
  /** How often one task was stopped for others, at most. */
  readonly mostOfOne: number;
}

/**
 * An hour of a cluster that is full of tasks which may be stopped, with accounts that come and go: nobody may be stopped for
 * each other in turn, and room that was made is not for those that it was taken from.
 * @param tamper  what is made of decisions before they are carried out and checked
 */
export function runPreemptionWorld(
  seed: number,
  tamper: (decision: Decision, world: { readonly stoppedFor: ReadonlyMap<number, number> }) => Decision = (
    decision,
  ) => decision,
): PreemptionResult {
  const random = seededRandom(seed);
  const mode = random.pick(["shares", "shares", "priority"] as const);
  const core = new Core({
    epoch: 1,
    halfLifeMs: 3_600_000,
    nowMs: 0,
    tuning: {
      ...DEFAULT_TUNING,
      policy: fairShareOrder,
      unreachableTimeoutMs: 60_000,
      refuseMs: 1000,
      refuseRestsMs: 1000,
      preemption: { mode, afterMs: AFTER_MS, protectMs: PROTECT_MS, partPerMinute: 1, margin: 0.1 },
    },
  });
  core.addBackend("mesos", "f-1", { ...CAPABLE, reservations: false });
  const agents = Array.from({ length: random.integer(1, 4) }, (_, at) => ({
    id: `a${at}`,
    cpus: random.pick([4, 8, 16]),
  }));
  const users = ["ada", "bob", "cem", "dan"];
  const tasks = new Map<string, Task>();
  const userOf = new Map<number, string>();
  const runMsOf = new Map<number, number>();
  /** Of jobs that were stopped: for whom, as of the last time. */
  const stoppedFor = new Map<number, number>();
  const pairs = new Map<string, number>();
  const times = new Map<string, number>();
  /** Rooms that were made and not used yet, by the job that they are for. */
  const open = new Map<
    number,
    { readonly agent: string; readonly victims: ReadonlySet<number>; readonly untilMs: number }
  >();
  const faults: string[] = [];
  let preemptions = 0;
  let nowMs = 0;
  let ids = 0;
  let offers = 0;
  let heard: BackendEvent[] = [
    { type: "connected", registrationId: "f-1" },
    {
      type: "agents",
      agents: agents.map(({ cpus, id }) => ({
        id,
        hostname: id,
        attributes: {},
        total: vector(cpus, 256),
        active: true,
        reservations: [],
      })),
    },
  ];

  const follow = (decision: Decision): void => {
    for (const { job: victim, stoppedFor: taker, task } of decision.policy.preempted) {
      preemptions += 1;
      stoppedFor.set(victim, taker);
      const element = task.slice(0, task.indexOf("."));
      times.set(element, (times.get(element) ?? 0) + 1);
      pairs.set(`${victim} ${taker}`, nowMs);
      if (pairs.has(`${taker} ${victim}`))
        faults.push(`job ${victim} is stopped for ${taker}, which was stopped for it before`);
      const agent = tasks.get(task)?.agent ?? "";
      const victims = new Set([...(open.get(taker)?.victims ?? []), victim]);
      open.set(taker, { agent, victims, untilMs: nowMs + OPEN_MS });
    }
    for (const attempt of launched(decision)) {
      const { agentId } = attempt.placement;
      const id = parseTaskId(attempt.taskId)?.job ?? attempt.job;
      for (const [taker, room] of open)
        if (room.agent === agentId && room.victims.has(id) && room.untilMs > nowMs && taker !== id)
          faults.push(
            `room on ${agentId} was made for job ${taker}, and ${attempt.taskId} has it, which gave way`,
          );
      open.delete(id);
      const cpus = attempt.resources.cpusMilli / 1000;
      tasks.set(attempt.taskId, { job: id, agent: agentId, cpus, endMs: nowMs + (runMsOf.get(id) ?? 0) });
      heard.push(update(attempt.taskId, agentId, "running"));
    }
    for (const call of decision.calls) {
      if (call.type !== "kill") continue;
      const task = tasks.get(call.task.taskId);
      if (task !== undefined) heard.push(update(call.task.taskId, task.agent, "killed"));
      tasks.delete(call.task.taskId);
    }
  };

  for (; nowMs < 3_600_000; nowMs += 1000) {
    for (const [taskId, { agent, endMs }] of tasks) {
      if (endMs > nowMs) continue;
      tasks.delete(taskId);
      heard.push(update(taskId, agent, "finished"));
    }
    const inputs = heard.splice(0).map((event) => ({ type: "backend", backend: "mesos", event }) as const);
    const jobs = random.chance(nowMs < 1_800_000 ? 0.04 : 0.005)
      ? Array.from({ length: random.integer(1, 12) }, () => {
          ids += 1;
          const user = random.pick(users);
          userOf.set(ids, user);
          runMsOf.set(ids, random.integer(10_000, 900_000));
          return job(ids, {
            user,
            priority: random.pick([10, 50, 90]),
            preemptible: random.chance(0.8),
            graceSeconds: 2,
            resources: someResources({ cpus: random.pick([1, 1, 2, 4]), memoryBytes: GIB }),
            ...(random.chance(0.5) ? { walltimeSeconds: 1800 } : {}),
          });
        })
      : [];
    const submitted = jobs.map(
      (body) => ({ type: "submitted", key: `job/${body.id}`, job: body, parents: new Map() }) as const,
    );
    const room: Offer[] = agents.flatMap(({ cpus, id }) => {
      const used = [...tasks.values()].reduce((sum, task) => sum + (task.agent === id ? task.cpus : 0), 0);
      offers += 1;
      return used >= cpus
        ? []
        : [
            {
              id: `o${offers}`,
              agentId: id,
              hostname: id,
              access: "",
              attributes: {},
              lot: "",
              resources: vector(cpus - used, 256),
              ports: [],
              reservations: [],
            },
          ];
    });
    const offered = { type: "backend", backend: "mesos", event: { type: "offers", offers: room } } as const;
    const decision = core.step([...inputs, ...submitted, offered], nowMs);
    const answered = new Set(
      decision.calls.flatMap((call) =>
        call.type === "decline" ? call.offerIds : call.type === "launch" ? call.order.offerIds : [],
      ),
    );
    for (const { id } of room) if (!answered.has(id)) heard.push({ type: "rescinded", offerId: id });
    follow(tamper(decision, { stoppedFor }));
    if (faults.length > 0) break;
  }
  return { faults, preemptions, mostOfOne: Math.max(0, ...times.values()) };
}

function update(taskId: string, agentId: string, state: "running" | "finished" | "killed"): BackendEvent {
  return { type: "status", update: { taskId, agentId, state, reconciliation: false } };
}
