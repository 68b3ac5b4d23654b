import type { TaskId } from "../../jobs/job.ts";
import { parseTaskId } from "../../jobs/job.ts";
import type { Backend, BackendEvent, StatusUpdate, TaskLaunch, TaskState } from "../../offers/backend.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import { add, fits, NO_RESOURCES, subtract } from "../../resources/vector.ts";
import type { Random } from "./random.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** How unkind the world is; probabilities unless said otherwise. */
export interface Faults {
  readonly rescind: number;
  readonly lostLaunch: number;
  readonly duplicate: number;
  readonly lostUpdate: number;
  /** Mean time between them, in ms; Infinity = never. */
  readonly disconnectEveryMs: number;
  readonly agentAwayEveryMs: number;
  readonly agentDiesEveryMs: number;
}

/** One run of a task as the agents themselves saw it: what the checkers trust. */
export interface Run {
  readonly job: number;
  readonly index: number | undefined;
  readonly taskId: string;
  readonly agentId: string;
  readonly startMs: number;
  endMs: number | undefined;
  outcome: "finished" | "failed" | "killed" | "lost" | undefined;
}

interface SimulatedTask {
  readonly launch: TaskLaunch;
  readonly agent: SimulatedAgent;
  state: TaskState;
  exitCode: number | undefined;
  run: Run | undefined;
  /** Updates not acknowledged, oldest first: the next one is sent after the one before was acknowledged. */
  readonly updates: {
    readonly state: TaskState;
    readonly exitCode: number | undefined;
    readonly id: number;
  }[];
}

interface SimulatedAgent {
  readonly id: string;
  readonly total: ResourceVector;
  used: ResourceVector;
  reachable: boolean;
  dead: boolean;
  /** Resources in offers that are out. */
  offered: ResourceVector;
  refusedUntilMs: number;
  refused: ResourceVector;
}

interface OpenOffer {
  readonly id: string;
  readonly agent: SimulatedAgent;
  readonly resources: ResourceVector;
}

interface Session {
  readonly emit: (event: BackendEvent) => void;
  suppressed: boolean;
  open: boolean;
}

/**
 * A cluster with the manners of Mesos, in one process and on a virtual clock: offers, filters, at-least-once status
 * updates, reconciliation, agents that go away and come back, schedulers that replace each other. It keeps its own
 * record of what ran and trusts nothing that the core says.
 */
export class SimulatedCluster {
  readonly runs: Run[] = [];
  /** What an honest cluster would never be asked. */
  readonly complaints: string[] = [];
  faults: Faults;
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #agents: SimulatedAgent[];
  readonly #tasks = new Map<string, SimulatedTask>();
  readonly #ended = new Set<string>();
  readonly #offers = new Map<string, OpenOffer>();
  #session: Session | undefined;
  #counter = 0;

  constructor(options: {
    readonly time: VirtualTime;
    readonly random: Random;
    readonly faults: Faults;
    readonly agents: readonly ResourceVector[];
  }) {
    this.#time = options.time;
    this.#random = options.random;
    this.faults = options.faults;
    this.#agents = options.agents.map((total, n) => ({
      id: `agent-${n}`,
      total,
      used: NO_RESOURCES,
      reachable: true,
      dead: false,
      offered: NO_RESOURCES,
      refusedUntilMs: 0,
      refused: NO_RESOURCES,
    }));
    this.#every(100, () => this.#allocate());
    this.#every(10_000, () => this.#resend());
    this.#atRandom("disconnectEveryMs", () => this.#disconnect());
    this.#atRandom("agentAwayEveryMs", () => this.#agentAway());
    this.#atRandom("agentDiesEveryMs", () => this.#agentDies());
  }

  liveTasks(): number {
    return [...this.#tasks.values()].filter((task) => !isOver(task.state)).length;
  }

  /** One scheduler's connection to this cluster. The newest one started wins. */
  backend(): Backend {
    let session: Session | undefined;
    const delayed = (call: (current: Session) => void) => {
      const now = session;
      if (now === undefined) return;
      // One connection: calls keep their order, since equal delays keep the order of planning.
      this.#time.after(5, () => {
        if (now.open && now === this.#session) call(now);
      });
    };
    return {
      name: "simulated",
      capabilities: {
        gpus: false,
        ports: false,
        networks: false,
        images: false,
        volumes: "same-path",
        pause: false,
        exec: false,
      },
      start: async ({ registrationId, emit }) => {
        session = this.#connect(registrationId, emit, (next) => {
          session = next;
        });
      },
      launch: (order) =>
        delayed(() => this.#accept(order.agentId, order.offerIds, order.tasks, order.refuseMs)),
      decline: (offerIds, refuseMs) => delayed(() => offerIds.forEach((id) => this.#decline(id, refuseMs))),
      suppress: () =>
        delayed((current) => {
          current.suppressed = true;
        }),
      revive: () =>
        delayed((current) => {
          current.suppressed = false;
          for (const agent of this.#agents) agent.refusedUntilMs = 0;
          this.#allocate();
        }),
      kill: (task) => delayed(() => this.#kill(task.taskId, task.agentId)),
      reconcile: (tasks) => delayed(() => this.#reconcile(tasks)),
      acknowledge: (update) => delayed(() => this.#acknowledge(update)),
      stop: async () => {
        if (session !== undefined && session === this.#session) this.#endSession();
        session = undefined;
      },
    };
  }

  // --- sessions ------------------------------------------------------------------------------------------------

  #connect(
    registrationId: string | undefined,
    emit: (event: BackendEvent) => void,
    moved: (session: Session) => void,
  ): Session {
    const old = this.#session;
    if (old?.open === true) {
      this.#endSession();
      old.emit({ type: "superseded", cause: "another scheduler took over" });
    }
    const session: Session = { emit, suppressed: false, open: true };
    this.#session = session;
    this.#reconnect = () => moved(this.#connect(registrationId, emit, moved));
    this.#send({ type: "connected", registrationId: registrationId ?? "registration-1" });
    this.#sendInventory();
    for (const task of this.#tasks.values()) this.#deliver(task);
    return session;
  }

  #reconnect: () => void = () => {};

  #endSession(): void {
    if (this.#session !== undefined) this.#session.open = false;
    this.#session = undefined;
    for (const offer of this.#offers.values()) offer.agent.offered = NO_RESOURCES;
    this.#offers.clear();
    for (const agent of this.#agents) agent.refusedUntilMs = 0;
  }

  #disconnect(): void {
    const session = this.#session;
    if (session === undefined) return;
    const reconnect = this.#reconnect;
    this.#endSession();
    session.emit({ type: "disconnected", cause: "the connection was cut" });
    this.#time.after(this.#random.integer(10, 3000), () => {
      // Unless somebody else connected meanwhile, or this scheduler was stopped.
      if (this.#session === undefined) reconnect();
    });
  }

  #send(event: BackendEvent): void {
    const session = this.#session;
    if (session === undefined) return;
    this.#time.after(2, () => {
      if (session.open) session.emit(event);
    });
  }

  #sendInventory(): void {
    const agents = this.#agents
      .filter((agent) => !agent.dead)
      .map((agent) => ({
        id: agent.id,
        hostname: agent.id,
        attributes: {},
        total: agent.total,
        active: agent.reachable,
      }));
    this.#send({ type: "agents", agents });
  }

  // --- offers --------------------------------------------------------------------------------------------------

  #allocate(): void {
    if (this.#session === undefined || this.#session.suppressed) return;
    for (const agent of this.#agents) {
      if (!agent.reachable || agent.dead) continue;
      const free = subtract(subtract(agent.total, agent.used), agent.offered);
      if (free.cpusMilli <= 0 || free.memMib <= 0) continue;
      if (agent.refusedUntilMs > this.#time.nowMs() && fits(free, agent.refused)) continue;
      this.#counter += 1;
      const offer = { id: `offer-${this.#counter}`, agent, resources: free };
      this.#offers.set(offer.id, offer);
      agent.offered = add(agent.offered, free);
      this.#send({
        type: "offers",
        offers: [
          {
            id: offer.id,
            agentId: agent.id,
            hostname: agent.id,
            access: "",
            attributes: {},
            resources: free,
            ports: [],
          },
        ],
      });
      if (this.#random.chance(this.faults.rescind)) {
        this.#time.after(this.#random.integer(0, 10), () => {
          if (this.#takeOffer(offer.id) !== undefined) this.#send({ type: "rescinded", offerId: offer.id });
        });
      }
    }
  }

  #takeOffer(id: string): OpenOffer | undefined {
    const offer = this.#offers.get(id);
    if (offer === undefined) return undefined;
    this.#offers.delete(id);
    offer.agent.offered = subtract(offer.agent.offered, offer.resources);
    return offer;
  }

  #decline(id: string, refuseMs: number): void {
    const offer = this.#takeOffer(id);
    if (offer !== undefined) this.#refuse(offer.agent, offer.resources, refuseMs);
  }

  #refuse(agent: SimulatedAgent, refused: ResourceVector, refuseMs: number): void {
    agent.refused = refused;
    agent.refusedUntilMs = this.#time.nowMs() + refuseMs;
  }

  #accept(
    agentId: string,
    offerIds: readonly string[],
    launches: readonly TaskLaunch[],
    refuseMs: number,
  ): void {
    const offers = offerIds.map((id) => this.#takeOffer(id));
    const valid = offers.every((offer) => offer !== undefined && offer.agent.id === agentId);
    const agent = this.#agents.find((one) => one.id === agentId);
    if (!valid || agent === undefined || offers.length === 0 || agent.dead || !agent.reachable) {
      for (const launch of launches)
        this.#tell(launch.taskId, agentId, "dropped", "offer is no longer valid");
      return;
    }
    let left = offers.reduce((sum, offer) => add(sum, offer?.resources ?? NO_RESOURCES), NO_RESOURCES);
    for (const launch of launches) {
      if (this.#tasks.has(launch.taskId) || this.#ended.has(launch.taskId)) {
        this.complaints.push(`task id ${launch.taskId} was used twice`);
        continue;
      }
      if (!fits(launch.resources, left)) {
        this.complaints.push(`task ${launch.taskId} needs more than was offered of ${agentId}`);
        this.#tell(launch.taskId, agentId, "error", "more than offered");
        continue;
      }
      left = subtract(left, launch.resources);
      if (this.#random.chance(this.faults.lostLaunch)) {
        this.#tell(launch.taskId, agentId, "dropped", "agent disconnected");
        continue;
      }
      agent.used = add(agent.used, launch.resources);
      if (!fits(agent.used, agent.total)) this.complaints.push(`agent ${agentId} is over-allocated`);
      this.#start({ launch, agent, state: "staging", exitCode: undefined, run: undefined, updates: [] });
    }
    this.#refuse(agent, left, refuseMs);
  }

  // --- tasks ---------------------------------------------------------------------------------------------------

  #start(task: SimulatedTask): void {
    const { launch, agent } = task;
    this.#tasks.set(launch.taskId, task);
    this.#time.after(this.#random.integer(1, 200), () => {
      if (isOver(task.state) || agent.dead) return;
      const id = parseTaskId(launch.taskId);
      if (id === undefined) {
        this.complaints.push(`${launch.taskId} is no task id`);
        return;
      }
      task.run = {
        job: id.job,
        index: id.index,
        taskId: launch.taskId,
        agentId: agent.id,
        startMs: this.#time.nowMs(),
        endMs: undefined,
        outcome: undefined,
      };
      this.runs.push(task.run);
      this.#update(task, "running");
      const durationMs = Number(launch.env.SIMULATED_MS ?? "1000");
      this.#time.after(durationMs, () => {
        if (isOver(task.state) || agent.dead) return;
        const exitCode = this.#random.chance(Number(launch.env.SIMULATED_FAILURE ?? "0")) ? 1 : 0;
        this.#end(task, exitCode === 0 ? "finished" : "failed", exitCode);
      });
    });
  }

  #end(task: SimulatedTask, state: "finished" | "failed" | "killed", exitCode?: number): void {
    task.agent.used = subtract(task.agent.used, task.launch.resources);
    if (task.run !== undefined) {
      task.run.endMs = this.#time.nowMs();
      task.run.outcome = state;
    }
    this.#update(task, state, exitCode);
  }

  #kill(taskId: TaskId, agentId: string): void {
    const task = this.#tasks.get(taskId);
    if (task === undefined) return this.#reconcile([{ taskId, agentId }]);
    if (isOver(task.state) || !task.agent.reachable) return;
    this.#update(task, "killing");
    this.#time.after(this.#random.integer(1, 1000), () => {
      if (!isOver(task.state) && !task.agent.dead) this.#end(task, "killed");
    });
  }

  #update(task: SimulatedTask, state: TaskState, exitCode?: number): void {
    task.state = state;
    task.exitCode = exitCode;
    this.#counter += 1;
    task.updates.push({ state, exitCode, id: this.#counter });
    if (task.updates.length === 1) this.#deliver(task);
  }

  /** Sends the oldest update that is not acknowledged. */
  #deliver(task: SimulatedTask): void {
    const update = task.updates[0];
    if (update === undefined || !task.agent.reachable || task.agent.dead) return;
    if (this.#random.chance(this.faults.lostUpdate)) return; // it comes again later
    const status: StatusUpdate = {
      taskId: task.launch.taskId,
      agentId: task.agent.id,
      state: update.state,
      ...(update.exitCode === undefined ? {} : { exitCode: update.exitCode }),
      reconciliation: false,
      acknowledgement: update.id,
    };
    this.#send({ type: "status", update: status });
    if (this.#random.chance(this.faults.duplicate)) this.#send({ type: "status", update: status });
  }

  #resend(): void {
    for (const task of this.#tasks.values()) this.#deliver(task);
  }

  #acknowledge(update: StatusUpdate): void {
    const task = this.#tasks.get(update.taskId);
    if (task === undefined || task.updates[0]?.id !== update.acknowledgement) return;
    task.updates.shift();
    if (isOver(update.state)) {
      this.#tasks.delete(update.taskId);
      this.#ended.add(update.taskId);
    } else this.#deliver(task);
  }

  #reconcile(tasks: readonly { readonly taskId: TaskId; readonly agentId: string }[]): void {
    if (tasks.length === 0) {
      for (const task of this.#tasks.values()) this.#answer(task);
      return;
    }
    for (const { taskId, agentId } of tasks) {
      const task = this.#tasks.get(taskId);
      const agent = this.#agents.find((one) => one.id === agentId);
      if (task !== undefined) this.#answer(task);
      else if (agent === undefined || agent.dead)
        this.#tell(taskId, agentId, "unknown", "reconciliation", true);
      else if (agent.reachable) this.#tell(taskId, agentId, "gone", "reconciliation", true);
      else this.#tell(taskId, agentId, "unreachable", "reconciliation", true);
    }
  }

  #answer(task: SimulatedTask): void {
    const { taskId } = task.launch;
    if (!task.agent.reachable) this.#tell(taskId, task.agent.id, "unreachable", "reconciliation", true);
    // A master knows the latest state, even if it is not acknowledged; ends come by their update.
    else if (!isOver(task.state)) this.#tell(taskId, task.agent.id, task.state, "reconciliation", true);
  }

  #tell(taskId: string, agentId: string, state: TaskState, message: string, reconciliation = false): void {
    this.#send({ type: "status", update: { taskId, agentId, state, message, reconciliation } });
  }

  // --- agents --------------------------------------------------------------------------------------------------

  #agentAway(): void {
    const agent = this.#random.pick(this.#agents);
    if (!agent.reachable || agent.dead) return;
    agent.reachable = false;
    this.#voidOffers(agent);
    for (const task of this.#tasks.values()) {
      if (task.agent === agent && !isOver(task.state))
        this.#tell(task.launch.taskId, agent.id, "unreachable", "away");
    }
    this.#sendInventory();
    this.#time.after(this.#random.integer(500, 60_000), () => {
      if (agent.dead) return;
      agent.reachable = true;
      this.#sendInventory();
      for (const task of this.#tasks.values()) {
        if (task.agent !== agent) continue;
        if (!isOver(task.state))
          this.#tell(task.launch.taskId, agent.id, task.state, "agent registered again");
        this.#deliver(task);
      }
    });
  }

  /** Its tasks end with it; the master only ever says that it cannot reach it. An empty one takes its place. */
  #agentDies(): void {
    const agent = this.#random.pick(this.#agents);
    if (agent.dead) return;
    agent.dead = true;
    agent.reachable = false;
    this.#voidOffers(agent);
    for (const [id, task] of this.#tasks) {
      if (task.agent !== agent) continue;
      if (task.run !== undefined && task.run.endMs === undefined) {
        task.run.endMs = this.#time.nowMs();
        task.run.outcome = "lost";
      }
      this.#tasks.delete(id);
      if (isOver(task.state)) {
        if (task.run !== undefined) task.run.outcome = "lost"; // its end was never acknowledged: nobody may know it
        continue;
      }
      task.state = "unreachable";
      this.#tell(id, agent.id, "unreachable", "agent removed");
    }
    this.#send({ type: "agent_lost", agentId: agent.id });
    this.#counter += 1;
    this.#agents.push({
      id: `agent-${this.#counter}r`,
      total: agent.total,
      used: NO_RESOURCES,
      reachable: true,
      dead: false,
      offered: NO_RESOURCES,
      refusedUntilMs: 0,
      refused: NO_RESOURCES,
    });
    this.#sendInventory();
  }

  #voidOffers(agent: SimulatedAgent): void {
    for (const offer of this.#offers.values()) {
      if (offer.agent !== agent) continue;
      this.#takeOffer(offer.id);
      this.#send({ type: "rescinded", offerId: offer.id });
    }
  }

  #every(ms: number, run: () => void): void {
    const again = () => {
      run();
      this.#time.after(ms, again);
    };
    this.#time.after(ms, again);
  }

  #atRandom(which: "disconnectEveryMs" | "agentAwayEveryMs" | "agentDiesEveryMs", run: () => void): void {
    const again = () => {
      const mean = this.faults[which];
      const known = Number.isFinite(mean);
      if (known) run();
      this.#time.after(known ? this.#random.integer(1, 2 * mean) : 10_000, again);
    };
    const mean = this.faults[which];
    this.#time.after(Number.isFinite(mean) ? this.#random.integer(1, 2 * mean) : 10_000, again);
  }
}

function isOver(state: TaskState): boolean {
  return state === "finished" || state === "failed" || state === "killed";
}
