import type { Backend, BackendEvent, LaunchOrder, TaskLaunch } from "../offers/backend.ts";
import type { Offer } from "../offers/offer.ts";
import type { ResourceVector } from "../resources/vector.ts";
import { hold, isSound, shareFor, withScratch, type SimulatedAgent } from "./agents.ts";
import type { Faults, Interval } from "./faults.ts";
import { SimulatedOffers } from "./offers.ts";
import { SimulatedOperations } from "./operations.ts";
import { Population, type AgentKind, type AgentLife } from "./population.ts";
import type { Random } from "./random.ts";
import { SimulatedSessions, type Client, type Session } from "./sessions.ts";
import { SimulatedTasks, type Run, type Watch } from "./tasks.ts";
import type { VirtualTime } from "./virtual-time.ts";
import { SimulatedWindows } from "./windows.ts";

export interface ClusterOptions {
  readonly name: string;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly faults: Faults;
  readonly agents: readonly AgentKind[];
  /** Offers come in one of these. */
  readonly lots: readonly string[];
  /** What the scheduler is told to keep between a task's end and a maintenance. */
  readonly marginMs: number;
  /** Whether tasks can be paused. */
  readonly pauses: boolean;
  readonly watch?: Watch;
  /** How often it offers what is free, sends again what is not acknowledged, and lists its agents. */
  readonly pace?: Pace;
  /** Faults that a workload draws, one delivery and one offer after the other, beside `faults`. */
  readonly draws?: {
    readonly update?: () => { readonly twice: boolean; readonly delayMs: number };
    readonly isRescinded?: () => boolean;
  };
}

export interface Pace {
  readonly allocateMs: number;
  readonly resendMs: number;
  readonly inventoryMs: number;
}

const PACE: Pace = { allocateMs: 100, resendMs: 10_000, inventoryMs: 10_000 };

/**
 * A cluster with the manners of Mesos, in one process and on a virtual clock: offers in lots, filters, reservations,
 * at-least-once status updates, reconciliation, maintenance, agents that go away and come back, schedulers that
 * replace each other. It keeps its own record of what ran and trusts nothing that the core says.
 */
export class SimulatedCluster {
  /** What an honest cluster would never be asked. */
  readonly complaints: string[] = [];
  faults: Faults;
  readonly #options: ClusterOptions;
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #population: Population;
  readonly #tasks: SimulatedTasks;
  readonly #offers: SimulatedOffers;
  readonly #operations: SimulatedOperations;
  readonly #windows: SimulatedWindows;
  readonly #sessions: SimulatedSessions;

  constructor(options: ClusterOptions) {
    const { time, random, pace = PACE } = options;
    this.#options = options;
    this.#time = time;
    this.#random = random;
    this.faults = options.faults;
    this.#population = new Population(options.name, options.agents, () => time.nowMs());
    this.#sessions = new SimulatedSessions({
      time,
      random,
      began: () => {
        this.#sendInventory();
        this.#tasks.resend();
        for (const agent of this.#population.all) this.#windows.ask(agent);
      },
      ended: () => {
        this.#offers.clear();
        this.#windows.clear();
        for (const agent of this.#population.all) agent.refusedUntilMs = 0;
      },
    });
    const around = {
      time,
      random,
      faults: () => this.faults,
      send: (event: BackendEvent, lateMs?: number) => this.#send(event, lateMs),
      complain: (about: string) => void this.complaints.push(about),
    };
    this.#tasks = new SimulatedTasks({
      ...around,
      agent: (id) => this.#population.find(id),
      update: options.draws?.update,
      watch: options.watch,
    });
    this.#offers = new SimulatedOffers({ ...around, nowMs: () => time.nowMs() });
    this.#operations = new SimulatedOperations({
      ...around,
      take: (agentId, offerIds) => this.#offers.takeAll(agentId, offerIds),
      check: (agent) => this.#checkAgent(agent),
    });
    this.#windows = new SimulatedWindows({
      ...around,
      isUsed: (agent) => this.#tasks.on(agent),
      voidOffers: (agent) => this.#voidOffers(agent),
      shutDown: (agent) => this.#shutDown(agent),
      comeBack: (agent) => this.#comeBack(agent),
    });
    this.#every(pace.allocateMs, () => this.#allocate());
    this.#every(pace.resendMs, () => this.#tasks.resend());
    this.#every(pace.inventoryMs, () => this.#sendInventory());
    this.#every(7000, () => {
      if (random.chance(this.faults.duplicate / 4)) this.#tasks.refuseSecondLaunch();
    });
    this.#atRandom("disconnectEveryMs", () => this.#sessions.disconnect("the connection was cut"));
    this.#atRandom("agentAwayEveryMs", () => this.#agentAway());
    this.#atRandom("agentDiesEveryMs", () => this.#agentDies());
    this.#atRandom("maintenanceEveryMs", () =>
      this.#windows.announce(this.#random.pick(this.#population.all)),
    );
    this.#atRandom("preemptEveryMs", () => this.#tasks.preempt());
    this.#atRandom("removedEveryMs", () => {
      this.#tasks.lose(undefined, undefined);
      this.#sessions.removeFramework();
    });
  }

  get lives(): readonly AgentLife[] {
    return this.#population.lives;
  }

  get runs(): readonly Run[] {
    return this.#tasks.runs;
  }

  liveTasks(): number {
    return this.#tasks.live();
  }

  unacknowledged(): number {
    return this.#tasks.unacknowledged();
  }

  agents(): readonly SimulatedAgent[] {
    return this.#population.all;
  }

  /** It is away for so long. @param reboots  its tasks end with that, which nobody is told before it is back */
  flap(agent: SimulatedAgent, ms: number, reboots: boolean): void {
    if (!agent.reachable || agent.dead) return;
    this.#goDown(agent);
    this.#tasks.unreachable(agent);
    const lost = reboots ? this.#tasks.loseUntold(agent) : [];
    this.#sendInventory();
    this.#time.after(ms, () => {
      this.#comeBack(agent);
      for (const taskId of lost) this.#tasks.tell(taskId, agent.id, "lost", "agent rebooted");
    });
  }

  /** Ids of what is still reserved, wherever that is. */
  reservations(): readonly string[] {
    return this.#population.reservations();
  }

  /** Resources that tasks or reservations hold: none at the end. */
  held(): ResourceVector {
    return this.#population.held();
  }

  get name(): string {
    return this.#options.name;
  }

  /** For so long: its tasks go on, and nobody hears of them. */
  cutOff(ms: number): void {
    this.#sessions.cutOff(ms);
  }

  markDeadGone(): void {
    this.#tasks.markDeadGone();
  }

  /** Maintenance that has not begun is called off. */
  callOffMaintenance(): void {
    for (const agent of this.#population.all) this.#windows.callOff(agent);
  }

  /**
   * One scheduler's connection to this cluster. The newest one started wins.
   * @param isAlive  whether its process is; a dead one does not connect again
   */
  backend(isAlive: () => boolean = () => true): Backend {
    let session: Session | undefined;
    let stopped = false;
    const delayed = (call: (current: Session) => void) => {
      const now = session;
      if (now === undefined) return;
      // One connection: calls keep their order, since equal delays keep the order of planning.
      this.#time.after(5, () => {
        if (now.open && now === this.#sessions.current) call(now);
      });
    };
    return {
      name: this.#options.name,
      capabilities: {
        gpus: true,
        ports: true,
        networks: false,
        images: false,
        dockerImages: false,
        tmpfs: false,
        shm: false,
        scratch: true,
        memoryLimits: false,
        revocable: true,
        reservations: true,
        volumes: "same-path",
        pause: this.#options.pauses,
        exec: false,
      },
      start: async ({ registrationId, emit }) => {
        const moved = (next: Session) => {
          session = next;
        };
        const client: Client = { emit, moved, wants: () => !stopped && isAlive() };
        this.#sessions.enter(registrationId, client);
      },
      launch: (order) => delayed(() => this.#launch(order)),
      decline: (offerIds, refuseMs) =>
        delayed(() => offerIds.forEach((id) => this.#offers.decline(id, refuseMs))),
      suppress: () =>
        delayed((current) => {
          current.suppressed = true;
        }),
      revive: () =>
        delayed((current) => {
          current.suppressed = false;
          for (const agent of this.#population.all) agent.refusedUntilMs = 0;
          this.#allocate();
        }),
      want: (wishes) =>
        delayed((current) => {
          current.wishes = wishes;
        }),
      reserve: (order) => delayed(() => this.#operations.reserve(order)),
      unreserve: (order) => delayed(() => this.#operations.unreserve(order)),
      answerMaintenance: (requestIds, _accept, refuseMs) =>
        delayed((current) =>
          this.#windows.answered(
            requestIds,
            refuseMs,
            () => current.open && current === this.#sessions.current,
          ),
        ),
      reconcileOperations: (operations) =>
        delayed(() => this.#operations.reconcile(operations.map(({ operationId }) => operationId))),
      pause: (task) => delayed(() => this.#tasks.pause(task.taskId)),
      resume: (task) => delayed(() => this.#tasks.resume(task.taskId)),
      kill: (task) => delayed(() => this.#tasks.kill(task.taskId, task.agentId)),
      reconcile: (tasks) => delayed(() => this.#tasks.reconcile(tasks)),
      acknowledge: (update) => delayed(() => this.#tasks.acknowledge(update)),
      stop: async () => {
        stopped = true;
        this.#sessions.leave(session);
        session = undefined;
      },
    };
  }

  #send(event: BackendEvent, lateMs?: number): void {
    this.#sessions.send(event, lateMs);
  }

  #sendInventory(): void {
    this.#send({ type: "agents", agents: this.#population.inventory() });
  }

  // --- offers --------------------------------------------------------------------------------------------------------

  #allocate(): void {
    const session = this.#sessions.current;
    if (session === undefined || session.suppressed) return;
    for (const agent of this.#population.all) {
      const offers = this.#offers.make(agent, this.#random.pick(this.#options.lots), session.wishes);
      if (offers.length > 0) this.#send({ type: "offers", offers });
      for (const { id } of offers) {
        const isRescinded = this.#options.draws?.isRescinded?.() ?? false;
        if (!this.#random.chance(this.faults.rescind) && !isRescinded) continue;
        this.#time.after(this.#random.integer(0, 10), () => {
          if (this.#offers.take(id) !== undefined) this.#send({ type: "rescinded", offerId: id });
        });
      }
    }
  }

  #launch({ agentId, offerIds, refuseMs, tasks }: LaunchOrder): void {
    const taken = this.#offers.takeAll(agentId, offerIds);
    if (taken === undefined) {
      for (const { taskId } of tasks)
        this.#tasks.tell(taskId, agentId, "dropped", "offer is no longer valid");
      return;
    }
    const { agent, basket, offers } = taken;
    for (const launch of tasks) {
      if (this.#tasks.isKnown(launch.taskId)) {
        this.complaints.push(`task id ${launch.taskId} was used twice`);
        continue;
      }
      if (launch.withheld !== undefined) {
        this.#tasks.tell(launch.taskId, agentId, "dropped", launch.withheld);
        continue;
      }
      const share = shareFor(launch, basket);
      if (typeof share === "string") {
        this.complaints.push(`task ${launch.taskId} on ${agentId}: ${share}`);
        this.#tasks.tell(launch.taskId, agentId, "error", share);
        continue;
      }
      this.#checkWindow(launch, offers);
      const whole = withScratch(agent, launch, share, basket.lot);
      if (this.#random.chance(this.faults.lostLaunch)) {
        this.#tasks.tell(launch.taskId, agentId, "dropped", "agent disconnected");
        continue;
      }
      hold(agent, whole);
      this.#tasks.start(launch, agent, whole);
    }
    this.#checkAgent(agent);
    this.#offers.refuse(agent, basket, refuseMs);
  }

  /** The scheduler knew from these offers when the agent goes away. */
  #checkWindow(launch: TaskLaunch, offers: readonly Offer[]): void {
    const { SIMULATED_DECIDED_MS, SIMULATED_LIMIT_MS } = launch.env;
    const endsMs = Number(SIMULATED_DECIDED_MS) + Number(SIMULATED_LIMIT_MS) + this.#options.marginMs;
    for (const { agentId, unavailability } of offers) {
      if (unavailability === undefined || endsMs <= unavailability.startMs) continue;
      if (unavailability.endMs !== undefined && unavailability.endMs <= Number(SIMULATED_DECIDED_MS))
        continue;
      this.complaints.push(`task ${launch.taskId} was started beyond the window of ${agentId}`);
    }
  }

  #checkAgent(agent: SimulatedAgent): void {
    if (!isSound(agent)) this.complaints.push(`agent ${agent.id} holds more than it has`);
  }

  // --- agents --------------------------------------------------------------------------------------------------------

  #goDown(agent: SimulatedAgent): void {
    this.#population.goDown(agent);
    this.#voidOffers(agent);
  }

  #comeBack(agent: SimulatedAgent): void {
    if (!this.#population.comeBack(agent)) return;
    this.#sendInventory();
    this.#tasks.reachable(agent);
  }

  #shutDown(agent: SimulatedAgent): void {
    this.#goDown(agent);
    this.#tasks.lose(agent, "lost");
    this.#send({ type: "agent_lost", agentId: agent.id });
    this.#sendInventory();
  }

  #agentAway(): void {
    const agent = this.#random.pick(this.#population.all);
    if (!agent.reachable || agent.dead) return;
    this.#goDown(agent);
    this.#tasks.unreachable(agent);
    this.#sendInventory();
    this.#time.after(this.#random.integer(500, 60_000), () => this.#comeBack(agent));
  }

  /** Its tasks end with it; the master only ever says that it cannot reach it. An empty one takes its place. */
  #agentDies(): void {
    const agent = this.#random.pick(this.#population.all);
    if (agent.dead) return;
    this.#population.replace(agent);
    this.#voidOffers(agent);
    this.#tasks.lose(agent, "unreachable");
    this.#send({ type: "agent_lost", agentId: agent.id });
    this.#sendInventory();
  }

  #voidOffers(agent: SimulatedAgent): void {
    for (const offerId of this.#offers.takeFrom(agent)) this.#send({ type: "rescinded", offerId });
  }

  #every(ms: number, run: () => void): void {
    const again = () => {
      run();
      this.#time.after(ms, again);
    };
    this.#time.after(ms, again);
  }

  #atRandom(which: Interval, run: () => void): void {
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
