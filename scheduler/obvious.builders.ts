import { accountKey } from "../accounts/account.ts";
import { costRate } from "../fair-share/cost.ts";
import { ShareTree, SITE } from "../fair-share/share-tree.ts";
import type { Attempt, JobEvent, JobStatus, NewJob } from "../jobs/job.ts";
import { isFinal } from "../jobs/job.ts";
import { requirementOf, type Requirement } from "../jobs/requirement.ts";
import { newStatus, transition } from "../jobs/transition.ts";
import { fitsRoom, isSuitable, shareOf, type Room } from "../offers/fit.ts";
import type { AgentInfo, Offer } from "../offers/offer.ts";
import * as ranges from "../resources/ranges.ts";
import { add, fits, NO_RESOURCES, subtract, type ResourceVector } from "../resources/vector.ts";
import { RESOURCE_WEIGHTS } from "./shares.ts";
import { limitClass } from "./time-limits.ts";

interface ObviousJob {
  readonly body: NewJob;
  readonly need: Requirement;
  readonly account: string;
  status: JobStatus;
  readonly attempts: Map<string, Attempt>;
}

/** Of a lot in hand: what is left of it. */
interface ObviousLot {
  room: Room;
  readonly startMs: number | undefined;
}

export interface ObviousStart {
  readonly job: number;
  readonly agentId: string;
}

/**
 * A scheduler that anybody can check by reading: for every place it looks at every job, sorts all that may start
 * there and takes the first. It follows the core's records for what has become of jobs, and decides for itself what
 * starts where. One cluster that can do everything, no plans for wide jobs.
 */
export class Obvious {
  readonly #policy: "fair-share" | "fifo";
  readonly #marginMs: number;
  readonly #assumedMs: number;
  readonly #tree: ShareTree;
  readonly #nodes = new Map<string, number>();
  readonly #jobs = new Map<number, ObviousJob>();
  #agents = new Map<string, AgentInfo>();
  #nowMs: number;

  constructor(options: {
    readonly policy: "fair-share" | "fifo";
    readonly halfLifeMs: number;
    readonly nowMs: number;
    readonly marginMs: number;
    readonly assumedMs: number;
  }) {
    this.#policy = options.policy;
    this.#marginMs = options.marginMs;
    this.#assumedMs = options.assumedMs;
    this.#nowMs = options.nowMs;
    const { halfLifeMs, nowMs: originMs } = options;
    const shares = { alpha: 0.5, parents: "sum", resourceWeights: RESOURCE_WEIGHTS } as const;
    this.#tree = new ShareTree({ ...shares, halfLifeMs, originMs });
  }

  charge(user: string, project: string, cost: number, atMs: number): void {
    const key = accountKey({ user, project });
    this.#tree.charge(this.#nodes.get(key) ?? this.#addAccount(key, project), cost, atMs);
  }

  setTime(nowMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    this.#tree.advance(this.#nowMs);
  }

  setInventory(agents: readonly AgentInfo[]): void {
    this.#agents = new Map(agents.map((agent) => [agent.id, agent]));
    let total: ResourceVector = NO_RESOURCES;
    for (const agent of agents) total = add(total, agent.total);
    const { cpusMilli, memMib, diskMib, gpus } = total;
    this.#tree.setTotals([cpusMilli, memMib, diskMib, gpus, 0], costRate(total));
  }

  file(body: NewJob): void {
    const account = accountKey({ user: body.user, project: body.spec.project });
    const need = requirementOf(body.spec);
    this.#jobs.set(body.id, { body, need, account, status: newStatus(body), attempts: new Map() });
  }

  apply(id: number, event: JobEvent): void {
    const job = this.#job(id);
    const attempt = "taskId" in event ? job.attempts.get(event.taskId) : undefined;
    const step = transition(id, job.status, attempt, event, this.#nowMs);
    if (step.kind === "ignored") throw new Error(`job ${id}: ${event.type} was recorded and changes nothing`);
    job.status = step.status;
    if (step.attempt !== undefined && isFinal(step.attempt.state)) {
      job.attempts.delete(step.attempt.taskId);
      this.#tree.end(this.#node(job), vectorOf(job.need), 0, costRate(job.need.resources));
    } else if (step.attempt !== undefined) job.attempts.set(step.attempt.taskId, step.attempt);
    if (isFinal(job.status.state)) this.#jobs.delete(id);
  }

  /** All that starts on these offers; `launched` is told which element of the job it was. */
  *decide(
    offers: readonly Offer[],
    launched: () => Extract<JobEvent, { type: "launched" }>,
  ): Generator<ObviousStart> {
    for (const [agentId, ofAgent] of Map.groupBy(offers, (offer) => offer.agentId)) {
      const agent = this.#agents.get(agentId);
      if (agent?.active !== true) continue;
      for (const [, ofLot] of Map.groupBy(ofAgent, (offer) => offer.lot)) {
        const lot = lotOf(ofLot);
        for (let job = this.#first(agent, lot); job !== undefined; job = this.#first(agent, lot)) {
          const share = shareOf(job.need, lot.room.revocable);
          lot.room = {
            resources: subtract(lot.room.resources, share.resources),
            revocable: subtract(lot.room.revocable, share.revocable),
            ports: lot.room.ports - job.need.ports,
          };
          this.#tree.start(this.#node(job), vectorOf(job.need), 0, costRate(job.need.resources));
          yield { job: job.body.id, agentId };
          this.apply(job.body.id, launched());
        }
      }
    }
  }

  #first(agent: AgentInfo, lot: ObviousLot): ObviousJob | undefined {
    const able = [...this.#jobs.values()].filter((job) => this.#mayStart(job, agent, lot));
    const firstOf = [...Map.groupBy(able, ({ account }) => account).values()].flatMap(
      (own) =>
        own.sort((a, b) => b.body.spec.priority - a.body.spec.priority || a.body.id - b.body.id)[0] ?? [],
    );
    return firstOf.sort((a, b) => this.#compare(a, b))[0];
  }

  #compare(a: ObviousJob, b: ObviousJob): number {
    if (this.#policy === "fifo") return a.body.id - b.body.id;
    const [nodeA, nodeB] = [this.#node(a), this.#node(b)];
    const [groupA, groupB] = [this.#tree.parent(nodeA), this.#tree.parent(nodeB)];
    return groupA === groupB
      ? this.#tree.key(nodeA) - this.#tree.key(nodeB) || nodeA - nodeB
      : this.#tree.key(groupA) - this.#tree.key(groupB) || groupA - groupB;
  }

  #mayStart({ attempts, body, need, status }: ObviousJob, agent: AgentInfo, lot: ObviousLot): boolean {
    if ((status.heldBy ?? status.cancelledBy ?? status.suspendedBy) !== undefined) return false;
    if (attempts.size >= (body.spec.array?.maxConcurrent ?? Infinity)) return false;
    if (!fitsRoom(need, lot.room) || !isSuitable(need, { ...agent, backend: "mesos" })) return false;
    const { walltimeSeconds } = body.spec;
    const limitS = limitClass(walltimeSeconds === undefined ? this.#assumedMs : walltimeSeconds * 1000);
    if (lot.startMs !== undefined && limitS * 1000 > lot.startMs - this.#marginMs - this.#nowMs) return false;
    for (const element of ranges.values(status.waiting)) {
      const { avoid = [], eligibleAtMs = 0 } = status.retrying[element] ?? {};
      if (eligibleAtMs > this.#nowMs) continue;
      if (!avoid.includes(agent.id) || !this.#hasOther(need, avoid)) return true;
    }
    return false;
  }

  #hasOther(need: Requirement, avoid: readonly string[]): boolean {
    return [...this.#agents.values()].some(
      (agent) =>
        agent.active &&
        !avoid.includes(agent.id) &&
        fits(need.resources, agent.total) &&
        isSuitable(need, { ...agent, backend: "mesos" }),
    );
  }

  #node({ account, body }: ObviousJob): number {
    return this.#nodes.get(account) ?? this.#addAccount(account, body.spec.project);
  }

  #addAccount(key: string, project: string): number {
    const group = this.#nodes.get(project) ?? this.#tree.add(SITE, 1);
    this.#nodes.set(project, group);
    const node = this.#tree.add(group, 1);
    this.#nodes.set(key, node);
    return node;
  }

  #job(id: number): ObviousJob {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new Error(`there is no job ${id}`);
    return job;
  }
}

function lotOf(offers: readonly Offer[]): ObviousLot {
  let room: Room = { resources: NO_RESOURCES, revocable: NO_RESOURCES, ports: 0 };
  for (const { ports, resources, revocable = NO_RESOURCES } of offers) {
    room = {
      resources: add(room.resources, resources),
      revocable: add(room.revocable, revocable),
      ports: room.ports + ranges.count(ports),
    };
  }
  return { room, startMs: offers.at(-1)?.unavailability?.startMs };
}

function vectorOf({ ports, resources }: Requirement): Int32Array {
  const { cpusMilli, memMib, diskMib, gpus } = resources;
  return Int32Array.from([cpusMilli, memMib, diskMib, gpus, ports]);
}
