import type { Attempt } from "../../jobs/life/job.ts";
import type { BackendEvent, StatusUpdate } from "../../offers/backend.ts";
import type { AgentView } from "../../offers/explanation.ts";
import type { Offer } from "../../offers/offer.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import { add, isNothing, smallest, subtract } from "../../resources/vector.ts";
import { Heap } from "../collections/heap.ts";
import type { CoreInput } from "../state/decision.ts";
import type { LiveState } from "./live-state.ts";

/** One machine of the small cluster that stands for the real ones. */
interface SmallAgent {
  readonly view: AgentView;
  free: ResourceVector;
  offer: string | undefined;
  /** What is free was declined: it is offered again then, or when it grows, or all is asked for. */
  refusedUntilMs: number;
  /** The cycle in which it grew last: an offer that is answered in it shows less than there is. */
  grewIn: number;
}

interface SmallTask {
  readonly atMs: number;
  readonly order: number;
  readonly taskId: string;
  readonly backend: string;
  readonly agent: SmallAgent | undefined;
  readonly resources: ResourceVector;
  over: boolean;
}

/** Ports of each agent: how many are free is not looked at. */
const PORTS = [[31_000, 31_999]] as const;
/** Declined for a shorter time, it is played as declined for that long: each time costs a cycle. */
const REFUSED_MS = 15_000;

/**
 * The real clusters in small, for one possible future: whatever is free is offered at once, tasks run as soon as they are
 * launched, and end when they are expected to.
 */
export class SmallCluster {
  /** What clusters report, until the core takes it. */
  readonly reports: CoreInput[] = [];
  nowMs: number;
  /** Number of the present cycle. */
  cycle = 0;
  readonly #agents: ReadonlyMap<string, SmallAgent>;
  readonly #connected = new Set<string>();
  readonly #suppressed = new Set<string>();
  readonly #tasks = new Map<string, SmallTask>();
  readonly #ends = new Heap<SmallTask>((a, b) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order));
  readonly #agentOfOffer = new Map<string, SmallAgent>();
  #followed = 0;
  #offers = 0;

  constructor({ agents, clusters }: Pick<LiveState, "agents" | "clusters">, nowMs: number) {
    this.nowMs = nowMs;
    this.#agents = new Map(
      agents.map((view) => [
        agentKey(view.backend, view.id),
        { view, free: view.free, offer: undefined, refusedUntilMs: 0, grewIn: -1 },
      ]),
    );
    for (const { backend, event } of clusters) {
      if (event.type === "connected") {
        this.#connected.add(backend);
        this.#report(backend, event);
      } else if (event.type === "agents") {
        // Reservations are not played: what is collected now counts as free when it is offered again.
        const plain = event.agents.map((agent) => ({ ...agent, reservations: [] }));
        this.#report(backend, { ...event, agents: plain });
      } else if (event.type === "maintenance") this.#report(backend, event);
    }
  }

  /** A task that runs, or is launched now. @param endMs  `undefined`: never */
  follow(
    attempt: Pick<Attempt, "job" | "placement" | "resources" | "taskId">,
    endMs: number | undefined,
    isNew: boolean,
  ): void {
    const { backend, agentId } = attempt.placement;
    const agent = this.#agents.get(agentKey(backend, agentId));
    this.#followed += 1;
    const task: SmallTask = {
      atMs: endMs ?? Infinity,
      order: this.#followed,
      taskId: attempt.taskId,
      backend,
      agent,
      resources: attempt.resources,
      over: false,
    };
    this.#tasks.set(task.taskId, task);
    if (endMs !== undefined) this.#ends.push(task);
    if (isNew && agent !== undefined) agent.free = remaining(agent.free, attempt.resources);
  }

  reportRunning({ placement, taskId }: Pick<Attempt, "placement" | "taskId">): void {
    const { agentId, backend } = placement;
    this.#status(
      { taskId, backend, agent: this.#agents.get(agentKey(backend, agentId)) },
      { state: "running" },
    );
  }

  offerAll(): void {
    for (const agent of this.#agents.values()) {
      const { backend, active } = agent.view;
      const isWaiting =
        agent.refusedUntilMs > this.nowMs ||
        agent.offer !== undefined ||
        !active ||
        this.#suppressed.has(backend);
      if (isWaiting || !this.#connected.has(backend) || isNothing(agent.free)) continue;
      this.#offers += 1;
      agent.offer = `forecast-${this.#offers}`;
      this.#agentOfOffer.set(agent.offer, agent);
      this.#report(backend, { type: "offers", offers: [offerOf(agent.offer, agent)] });
    }
  }

  /** These offers are no longer in hand. */
  answer(offerIds: readonly string[], refuseMs = REFUSED_MS): void {
    for (const id of offerIds) {
      const agent = this.#agentOfOffer.get(id);
      if (agent === undefined) continue;
      this.#agentOfOffer.delete(id);
      agent.offer = undefined;
      agent.refusedUntilMs = agent.grewIn === this.cycle ? 0 : this.nowMs + Math.max(REFUSED_MS, refuseMs);
    }
  }

  suppress(backend: string): void {
    this.#suppressed.add(backend);
  }

  revive(backend: string): void {
    this.#suppressed.delete(backend);
    for (const agent of this.#agents.values()) if (agent.view.backend === backend) agent.refusedUntilMs = 0;
  }

  kill(taskId: string): void {
    const task = this.#tasks.get(taskId);
    if (task !== undefined) this.#end(task, { state: "killed" });
  }

  /** When the next task ends. */
  nextEndMs(): number {
    return this.#ends.top()?.atMs ?? Infinity;
  }

  /** When the next agent is offered again that was declined. */
  nextOfferMs(): number {
    let nextMs = Infinity;
    for (const { free, refusedUntilMs, view } of this.#agents.values())
      if (refusedUntilMs > this.nowMs && free.cpusMilli > 0 && !this.#suppressed.has(view.backend))
        nextMs = Math.min(nextMs, refusedUntilMs);
    return nextMs;
  }

  endDue(): void {
    for (let top = this.#ends.top(); top !== undefined && top.atMs <= this.nowMs; top = this.#ends.top()) {
      this.#ends.pop();
      this.#end(top, { state: "finished", exitCode: 0 });
    }
  }

  #end(task: SmallTask, update: Pick<StatusUpdate, "exitCode" | "state">): void {
    if (task.over) return;
    task.over = true;
    this.#tasks.delete(task.taskId);
    if (task.agent !== undefined) {
      task.agent.free = add(task.agent.free, task.resources);
      task.agent.refusedUntilMs = 0;
      task.agent.grewIn = this.cycle;
    }
    this.#status(task, update);
  }

  #status(
    { agent, backend, taskId }: Pick<SmallTask, "agent" | "backend" | "taskId">,
    update: Pick<StatusUpdate, "exitCode" | "state">,
  ): void {
    const agentId = agent?.view.id ?? "";
    this.#report(backend, { type: "status", update: { ...update, taskId, agentId, reconciliation: false } });
  }

  #report(backend: string, event: BackendEvent): void {
    this.reports.push({ type: "backend", backend, event });
  }
}

function offerOf(id: string, { free, view }: SmallAgent): Offer {
  return {
    id,
    agentId: view.id,
    hostname: view.hostname,
    access: "",
    attributes: view.attributes,
    lot: "",
    resources: free,
    ports: PORTS,
    reservations: [],
  };
}

function remaining(free: ResourceVector, taken: ResourceVector): ResourceVector {
  return subtract(free, smallest(free, taken));
}

function agentKey(backend: string, id: string): string {
  return `${backend}\n${id}`;
}
