import { accountKey } from "../accounts/account.ts";
import { bookedCost, costRate, countedKinds, type ResourceWeights } from "../fair-share/cost.ts";
import { usedSinceGap, type Used } from "../fair-share/daily-use.ts";
import { godocker1Policy } from "../fair-share/godocker-1.ts";
import { ShareTree, SITE } from "../fair-share/share-tree.ts";
import type { Affinity } from "../jobs/spec/affinity.ts";
import type { Attempt, JobEvent, JobStatus, NewJob } from "../jobs/life/job.ts";
import { isFinal } from "../jobs/life/job.ts";
import { requirementOf, type Requirement } from "../jobs/placement/requirement.ts";
import { usageOf, type Usage } from "../jobs/life/usage.ts";
import { newStatus, transition } from "../jobs/life/transition.ts";
import { fitsRoom, isSuitable, shareOf, type Room } from "../offers/fit.ts";
import type { AgentInfo, Offer } from "../offers/offer.ts";
import * as ranges from "../resources/ranges.ts";
import { add, fits, isNothing, NO_RESOURCES, subtract, type ResourceVector } from "../resources/vector.ts";
import { limitClass } from "./state/time-limits.ts";

type ObviousPolicy = "fair-share" | "fifo" | "godocker-1";

/** How long a job has waited is left out: what a job's wait counts from is not told here. */
export const GODOCKER_1_WITHOUT_WAITS = {
  waitingTime: 0,
  userTime: 1,
  userCpu: 0.2,
  userRam: 0.5,
  groupTime: 0.3,
  groupCpu: 0.1,
  groupRam: 0.1,
  user: 1,
  group: 1,
};
const DAY_MS = 86_400_000;

interface ObviousJob {
  readonly body: NewJob;
  readonly need: Requirement;
  readonly account: string;
  status: JobStatus;
  readonly attempts: Map<string, Attempt>;
}

interface Booked {
  readonly user: string;
  readonly project: string;
  readonly usage: Usage;
  readonly atMs: number;
}

/** Of a lot in hand: what is left of it. */
interface ObviousLot {
  room: Room;
  readonly startMs: number | undefined;
  readonly isRevocable: boolean;
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
  readonly #policy: ObviousPolicy;
  readonly #weights: ResourceWeights;
  readonly #marginMs: number;
  readonly #assumedMs: number;
  readonly #tree: ShareTree;
  readonly #nodes = new Map<string, number>();
  readonly #jobs = new Map<number, ObviousJob>();
  readonly #gpuReserve: number;
  #keeping: ReadonlySet<AgentInfo> = new Set();
  readonly #booked: Booked[] = [];
  #agents = new Map<string, AgentInfo>();
  #keyOf: (account: number, job: number) => number = () => 0;
  #snapshotMs = -Infinity;
  #nowMs: number;

  constructor(options: {
    readonly policy: ObviousPolicy;
    readonly halfLifeMs: number;
    readonly nowMs: number;
    readonly marginMs: number;
    readonly assumedMs: number;
    readonly weights: ResourceWeights;
    readonly gpuReserve: number;
  }) {
    this.#gpuReserve = options.gpuReserve;
    this.#policy = options.policy;
    this.#weights = options.weights;
    this.#marginMs = options.marginMs;
    this.#assumedMs = options.assumedMs;
    this.#nowMs = options.nowMs;
    const { halfLifeMs, nowMs: originMs } = options;
    const shares = { alpha: 0.5, parents: "sum", resourceWeights: countedKinds(this.#weights) } as const;
    this.#tree = new ShareTree({ ...shares, halfLifeMs, originMs });
  }

  charge(user: string, project: string, usage: Usage, atMs: number): void {
    const key = accountKey({ user, project });
    const node = this.#nodes.get(key) ?? this.#addAccount(key, project);
    this.#tree.charge(node, bookedCost(this.#weights, usage), atMs);
    this.#booked.push({ user, project, usage, atMs });
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
    this.#tree.setTotals([cpusMilli, memMib, diskMib, gpus, 0], costRate(this.#weights, total));
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
      const usage = usageOf(step.attempt);
      const { user, spec } = job.body;
      if (usage !== undefined) this.#booked.push({ user, project: spec.project, usage, atMs: this.#nowMs });
      job.attempts.delete(step.attempt.taskId);
      this.#tree.end(this.#node(job), vectorOf(job.need), 0, costRate(this.#weights, job.need.resources));
    } else if (step.attempt !== undefined) job.attempts.set(step.attempt.taskId, step.attempt);
    if (isFinal(job.status.state)) this.#jobs.delete(id);
  }

  /** All that starts on these offers; `launched` is told which element of the job it was. */
  *decide(
    offers: readonly Offer[],
    launched: () => Extract<JobEvent, { type: "launched" }>,
  ): Generator<ObviousStart> {
    if (this.#nowMs - this.#snapshotMs >= 1000) this.#takeSnapshot();
    const lots = [...Map.groupBy(offers, (offer) => offer.agentId)].flatMap(([agentId, ofAgent]) => {
      const agent = this.#agents.get(agentId);
      if (agent?.active !== true) return [];
      return [...Map.groupBy(ofAgent, (offer) => offer.lot).values()].map((ofLot) => ({
        agent,
        agentId,
        lot: lotOf(ofLot),
      }));
    });
    lots.sort((a, b) => a.agent.total.gpus - b.agent.total.gpus);
    // Jobs with GPUs that started leave what was kept beside them: once more, until nothing is kept less.
    for (let kept = Infinity; ;) {
      this.#keeping = new Set([...this.#agents.values()].filter((agent) => this.#keepsForGpus(agent)));
      if (this.#keeping.size === kept) return;
      kept = this.#keeping.size;
      for (const { agent, agentId, lot } of lots) {
        for (let job = this.#first(agent, lot); job !== undefined; job = this.#first(agent, lot)) {
          const share = shareOf(job.need, lot.room.revocable);
          lot.room = {
            resources: subtract(lot.room.resources, share.resources),
            revocable: subtract(lot.room.revocable, share.revocable),
            ports: lot.room.ports - job.need.ports,
          };
          this.#tree.start(
            this.#node(job),
            vectorOf(job.need),
            0,
            costRate(this.#weights, job.need.resources),
          );
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
    if (this.#policy === "godocker-1")
      return this.#keyOf(nodeA, a.body.id) - this.#keyOf(nodeB, b.body.id) || nodeA - nodeB;
    const [groupA, groupB] = [this.#tree.parent(nodeA), this.#tree.parent(nodeB)];
    return groupA === groupB
      ? this.#tree.key(nodeA) - this.#tree.key(nodeB) || nodeA - nodeB
      : this.#tree.key(groupA) - this.#tree.key(groupB) || groupA - groupB;
  }

  /** All that somebody waits with is compared with each other, once in a second. */
  #takeSnapshot(): void {
    const nodes = new Set<number>();
    for (const job of this.#jobs.values()) if (this.#waits(job)) nodes.add(this.#node(job));
    if (nodes.size === 0) return;
    this.#snapshotMs = this.#nowMs;
    const today = Math.floor(this.#nowMs / DAY_MS);
    const used = (isOf: (one: Booked) => boolean): Used =>
      usedSinceGap(
        this.#booked.filter(isOf).map(({ atMs, usage: { cpuMilliMs, gpuMs, memMibMs } }) => ({
          daysAgo: today - Math.floor(atMs / DAY_MS),
          cpu: cpuMilliMs / 3.6e9,
          ram: memMibMs / 1024 / 3.6e6,
          seconds: bookedCost(this.#weights, { cpuMilliMs, gpuMs, memMibMs }) / 1e6,
        })),
      );
    this.#keyOf = godocker1Policy(GODOCKER_1_WITHOUT_WAITS).keysAt({
      waiting: [...nodes].map((account) => ({ account, job: 0, waitedMs: 0 })),
      waitedMs: () => 0,
      walltimeMs: () => undefined,
      figures: (account) => {
        const [key = ""] = [...this.#nodes].find(([, node]) => node === account) ?? [];
        const [project = "", user = ""] = key.split("/");
        return {
          project,
          user,
          weight: 1,
          projectWeight: 1,
          userUsed: used((one) => one.user === user),
          projectUsed: used((one) => one.project === project),
        };
      },
    });
  }

  #keepsForGpus(agent: AgentInfo): boolean {
    if (this.#gpuReserve === 0 || agent.total.gpus === 0) return false;
    return [...this.#jobs.values()].some(
      (job) =>
        job.need.resources.gpus > 0 &&
        this.#waits(job) &&
        (job.need.affinity ?? []).every((affinity) => this.#mightBeMet(job, affinity, agent)) &&
        isSuitable(job.need, { ...agent, backend: "mesos" }),
    );
  }

  /** Which single machine it asks for does not matter, only whether there is any. */
  #mightBeMet(job: ObviousJob, affinity: Affinity, agent: AgentInfo): boolean {
    const { attribute, job: other = 0, op } = affinity;
    if (attribute !== "hostname") return this.#isMet(job, affinity, agent);
    return op !== "with" || (this.#jobs.get(other)?.attempts.size ?? 0) > 0;
  }

  /** Whether a job without GPUs leaves enough beside those that are free. */
  #leavesGpus(
    { preemptible, resources }: Requirement,
    agent: AgentInfo,
    { isRevocable, room }: ObviousLot,
  ): boolean {
    const { gpus } = room.resources;
    if (!this.#keeping.has(agent) || resources.gpus > 0 || gpus === 0 || (preemptible && isRevocable))
      return true;
    return (["cpusMilli", "memMib"] as const).every((kind) => {
      const beside = Math.floor((agent.total[kind] * this.#gpuReserve) / 100 / agent.total.gpus);
      return resources[kind] <= Math.max(0, room.resources[kind] - gpus * beside);
    });
  }

  /** Whom it wants to be with must be somewhere; else it is not among those that are compared. */
  #waits({ attempts, body, need, status }: ObviousJob): boolean {
    const isSomewhere = ({ attribute, job = 0, op }: Affinity) =>
      op !== "with" ||
      [...(this.#jobs.get(job)?.attempts.values() ?? [])].some(
        ({ placement: { agentId } }) =>
          attribute === "hostname" || this.#agents.get(agentId)?.attributes[attribute] !== undefined,
      );
    if (need.affinity?.every(isSomewhere) === false) return false;
    if ((status.heldBy ?? status.cancelledBy ?? status.suspendedBy) !== undefined) return false;
    if (attempts.size >= (body.spec.array?.maxConcurrent ?? Infinity)) return false;
    return [...ranges.values(status.waiting)].some(
      (element) => (status.retrying[element]?.eligibleAtMs ?? 0) <= this.#nowMs,
    );
  }

  /** Whether what runs there, and elsewhere, is as the job wants it. */
  #isMet(job: ObviousJob, { attribute, job: other, op }: Affinity, agent: AgentInfo): boolean {
    const valueOn = (one: AgentInfo) => (attribute === "hostname" ? one.id : one.attributes[attribute]);
    const value = valueOn(agent);
    if (value === undefined) return op === "apart";
    const tasks = [...((other === undefined ? job : this.#jobs.get(other))?.attempts.values() ?? [])];
    const on = (wanted: string | undefined) =>
      tasks.filter(({ placement: { agentId } }) => {
        const host = this.#agents.get(agentId);
        return (
          (host === undefined ? (attribute === "hostname" ? agentId : undefined) : valueOn(host)) === wanted
        );
      }).length;
    if (op === "with") return on(value) > 0;
    if (op !== "balanced") return on(value) === 0;
    return [...this.#agents.values()].every(
      (one) =>
        valueOn(one) === undefined ||
        !this.#couldHost(job.need, one) ||
        on(value) <= on(valueOn(one)) ||
        on(value) === 0,
    );
  }

  #mayStart(job: ObviousJob, agent: AgentInfo, lot: ObviousLot): boolean {
    const { attempts, body, need, status } = job;
    if ((need.affinity ?? []).some((affinity) => !this.#isMet(job, affinity, agent))) return false;
    if ((status.heldBy ?? status.cancelledBy ?? status.suspendedBy) !== undefined) return false;
    if (attempts.size >= (body.spec.array?.maxConcurrent ?? Infinity)) return false;
    if (!this.#leavesGpus(need, agent, lot)) return false;
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
      (agent) => !avoid.includes(agent.id) && this.#couldHost(need, agent),
    );
  }

  #couldHost(need: Requirement, agent: AgentInfo): boolean {
    return (
      agent.active && fits(need.resources, agent.total) && isSuitable(need, { ...agent, backend: "mesos" })
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
  const isRevocable = !isNothing(room.revocable);
  return { room, isRevocable, startMs: offers.at(-1)?.unavailability?.startMs };
}

function vectorOf({ ports, resources }: Requirement): Int32Array {
  const { cpusMilli, memMib, diskMib, gpus } = resources;
  return Int32Array.from([cpusMilli, memMib, diskMib, gpus, ports]);
}
