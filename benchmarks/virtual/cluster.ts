import type { NewJob, TaskId } from "../../jobs/life/job.ts";
import type { BackendEvent } from "../../offers/backend.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import type { Core } from "../../scheduler/core/core.ts";
import type { BackendCall, CoreInput, PlannedAttempt } from "../../scheduler/state/decision.ts";
import { Heap } from "../../scheduler/collections/heap.ts";
import { VirtualAgent, type AgentSpec } from "./agents.ts";

/** A job and what nobody but its cluster knows: how long it takes. */
export interface VirtualJob {
  readonly job: NewJob;
  readonly runMs: number;
}

export interface VirtualStart {
  readonly job: number;
  readonly atMs: number;
  readonly agent: string;
  readonly resources: ResourceVector;
}

interface Task {
  readonly plan: PlannedAttempt;
  readonly agent: VirtualAgent;
  readonly reserved: ResourceVector;
  endMs: number;
}

/** What drives the cluster: the core, or one that is recorded. */
export type VirtualCore = Pick<Core, "addBackend" | "step" | "nextTimerMs">;

const BACKEND = "virtual";

/**
 * The product's core in virtual time, with a cluster that makes offers as Mesos does: everything that is free of an
 * agent at once, again when there is more of it, when a refusal is over, or when offers are asked for. A task starts
 * without delay and ends when its run is over, or when it is killed.
 */
export class VirtualCluster {
  readonly #core: VirtualCore;
  readonly #agents: ReadonlyMap<string, VirtualAgent>;
  /** Those with something free that is not offered. */
  readonly #idle = new Set<VirtualAgent>();
  readonly #tickMs: number;
  readonly #submissionsMax: number;
  readonly #onStart: (start: VirtualStart) => void;
  readonly #onEnd: (job: number, atMs: number, resources: ResourceVector) => void;
  readonly #tasks = new Map<TaskId, Task>();
  readonly #ends = new Heap<{ readonly atMs: number; readonly taskId: TaskId }>(
    (a, b) => a.atMs < b.atMs || (a.atMs === b.atMs && a.taskId < b.taskId),
  );
  readonly #runMs = new Map<number, number>();
  /** Answers of the cluster that the next step is told. */
  #events: CoreInput[] = [];
  #offerOf = new Map<string, VirtualAgent>();
  #offers = 0;
  #isSuppressed = false;
  #nowMs: number;
  #steps = 0;

  /** @param tickMs  what happens within one is seen at its end, as with a cluster that allocates so often */
  constructor(options: {
    readonly core: VirtualCore;
    readonly agents: readonly AgentSpec[];
    readonly beginMs: number;
    readonly tickMs: number;
    /** Told to the core in one step; all that are due when absent. */
    readonly submissionsMax?: number;
    readonly onStart: (start: VirtualStart) => void;
    readonly onEnd: (job: number, atMs: number, resources: ResourceVector) => void;
  }) {
    this.#core = options.core;
    this.#agents = new Map(options.agents.map((spec) => [spec.id, new VirtualAgent(spec)]));
    for (const agent of this.#agents.values()) this.#idle.add(agent);
    this.#tickMs = options.tickMs;
    this.#submissionsMax = options.submissionsMax ?? Infinity;
    this.#onStart = options.onStart;
    this.#onEnd = options.onEnd;
    this.#nowMs = options.beginMs;
    this.#core.addBackend(BACKEND, "virtual");
    this.#tell({ type: "connected", registrationId: "virtual" });
    this.#tellInventory();
    this.#settle([]);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Calls of the core so far. */
  get steps(): number {
    return this.#steps;
  }

  get running(): number {
    return this.#tasks.size;
  }

  /** Goes on until `untilMs`. @param jobs  submitted in this time, ascending by time */
  run(jobs: readonly VirtualJob[], untilMs: number): void {
    let at = 0;
    for (;;) {
      const nextMs = this.#ceil(
        Math.min(
          jobs[at]?.job.submittedAtMs ?? Infinity,
          this.#ends.top()?.atMs ?? Infinity,
          this.#core.nextTimerMs() ?? Infinity,
          this.#nextOfferMs(),
        ),
      );
      if (nextMs > untilMs) break;
      this.#nowMs = Math.max(this.#nowMs, nextMs);
      for (let end = this.#ends.top(); end !== undefined && end.atMs <= this.#nowMs; end = this.#ends.top()) {
        this.#ends.pop();
        const task = this.#tasks.get(end.taskId);
        if (task?.endMs === end.atMs) this.#end(task, "finished");
      }
      const submissions: CoreInput[] = [];
      for (
        let next = jobs[at];
        next !== undefined && next.job.submittedAtMs <= this.#nowMs;
        next = jobs[at]
      ) {
        const { job, runMs } = next;
        this.#runMs.set(job.id, runMs);
        submissions.push({ type: "submitted", key: `job/${job.id}`, job, parents: new Map() });
        at += 1;
        if (submissions.length === this.#submissionsMax) break;
      }
      this.#settle(submissions);
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** Steps until the core has answered all offers and wants nothing more of this moment. */
  #settle(submissions: readonly CoreInput[]): void {
    let inputs: readonly CoreInput[] = submissions;
    do {
      const offers = this.#isSuppressed ? [] : this.#offerAll();
      const events = this.#events;
      this.#events = [];
      this.#steps += 1;
      const { calls } = this.#core.step([...events, ...inputs, ...offers], this.#nowMs);
      inputs = [];
      for (const call of calls) this.#carryOut(call);
    } while (
      this.#events.length > 0 ||
      this.#hasOfferable() ||
      (this.#core.nextTimerMs() ?? Infinity) <= this.#nowMs
    );
  }

  #carryOut(call: BackendCall): void {
    switch (call.type) {
      case "launch": {
        const agent = this.#takeOffers(call.order.offerIds);
        for (const plan of call.order.attempts) this.#start(plan, agent);
        this.#answered(agent, call.order.refuseMs);
        return;
      }
      case "decline":
        for (const id of call.offerIds) this.#answered(this.#takeOffers([id]), call.refuseMs);
        return;
      case "reserve": {
        const { offerIds, operationId, reservation, resources } = call.order;
        const agent = this.#takeOffers(offerIds);
        agent.reserve(reservation, resources);
        this.#answered(agent, 0);
        this.#tell({ type: "operation", operationId, state: "done" });
        this.#tellInventory();
        return;
      }
      case "unreserve": {
        const { offerIds, operationId, reservations } = call.order;
        const agent = this.#takeOffers(offerIds);
        for (const id of reservations) agent.unreserve(id);
        this.#answered(agent, 0);
        this.#tell({ type: "operation", operationId, state: "done" });
        this.#tellInventory();
        return;
      }
      case "kill": {
        const task = this.#tasks.get(call.task.taskId);
        if (task !== undefined) this.#end(task, "killed");
        return;
      }
      case "suppress":
        this.#isSuppressed = true;
        return;
      case "revive":
        this.#isSuppressed = false;
        for (const agent of this.#idle) agent.forgetRefusal();
        return;
      default:
        return; // nothing that changes what runs here
    }
  }

  #start(plan: PlannedAttempt, agent: VirtualAgent): void {
    const runMs = this.#runMs.get(plan.job);
    if (runMs === undefined) throw new Error(`job ${plan.job} is not one of this cluster's`);
    const reserved = agent.take(plan.resources, plan.reservation);
    const endMs = this.#nowMs + runMs;
    this.#tasks.set(plan.taskId, { plan, agent, reserved, endMs });
    this.#ends.push({ atMs: endMs, taskId: plan.taskId });
    this.#tellState(plan, "running");
    this.#onStart({ job: plan.job, atMs: this.#nowMs, agent: agent.id, resources: plan.resources });
  }

  #end({ plan, agent, reserved }: Task, state: "finished" | "killed"): void {
    this.#tasks.delete(plan.taskId);
    agent.give(plan.resources, reserved, plan.reservation);
    if (!agent.isOffered) this.#idle.add(agent);
    this.#tellState(plan, state);
    this.#onEnd(plan.job, this.#nowMs, plan.resources);
  }

  #tellState(plan: PlannedAttempt, state: "running" | "finished" | "killed"): void {
    const { taskId, placement } = plan;
    this.#tell({
      type: "status",
      update: { taskId, agentId: placement.agentId, state, reconciliation: false },
    });
  }

  #tellInventory(): void {
    this.#tell({ type: "agents", agents: [...this.#agents.values()].map((agent) => agent.info()) });
  }

  #tell(event: BackendEvent): void {
    this.#events.push({ type: "backend", backend: BACKEND, event });
  }

  #offerAll(): readonly CoreInput[] {
    const offers = [];
    for (const agent of this.#idle) {
      if (!agent.isOfferable(this.#nowMs)) continue;
      this.#idle.delete(agent);
      this.#offers += 1;
      const id = `offer-${this.#offers}`;
      this.#offerOf.set(id, agent);
      offers.push(agent.offer(id));
    }
    return offers.length === 0
      ? []
      : [{ type: "backend", backend: BACKEND, event: { type: "offers", offers } }];
  }

  #takeOffers(ids: readonly string[]): VirtualAgent {
    let agent: VirtualAgent | undefined;
    for (const id of ids) {
      agent = this.#offerOf.get(id);
      this.#offerOf.delete(id);
    }
    if (agent === undefined) throw new Error(`the offers ${ids.join(", ")} are not there`);
    return agent;
  }

  #hasOfferable(): boolean {
    if (this.#isSuppressed) return false;
    for (const agent of this.#idle) if (agent.isOfferable(this.#nowMs)) return true;
    return false;
  }

  #answered(agent: VirtualAgent, refuseMs: number): void {
    agent.answered(refuseMs, this.#nowMs);
    if (!agent.isEmpty) this.#idle.add(agent);
  }

  /** When a refusal is over. */
  #nextOfferMs(): number {
    if (this.#isSuppressed) return Infinity;
    let nextMs = Infinity;
    for (const agent of this.#idle) {
      nextMs = Math.min(nextMs, Math.max(agent.refusedUntilMs, this.#nowMs + 1));
    }
    return nextMs;
  }

  #ceil(ms: number): number {
    return Math.ceil(ms / this.#tickMs) * this.#tickMs;
  }
}
