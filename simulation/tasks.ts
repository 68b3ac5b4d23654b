import type { TaskId } from "../jobs/life/job.ts";
import { parseTaskId } from "../jobs/life/job.ts";
import type { BackendEvent, Fault, StatusUpdate, TaskLaunch, TaskState } from "../offers/backend.ts";
import * as ranges from "../resources/ranges.ts";
import { isNothing } from "../resources/vector.ts";
import { release, type Share, type SimulatedAgent } from "./agents.ts";
import type { Faults } from "./faults.ts";
import type { Random } from "./random.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** One run of a task as the agents themselves saw it: what the checkers trust. */
export interface Run {
  readonly job: number;
  readonly index: number | undefined;
  readonly taskId: string;
  readonly agentId: string;
  readonly ports: readonly number[];
  readonly startMs: number;
  endMs: number | undefined;
  outcome: "finished" | "failed" | "killed" | "lost" | undefined;
}

interface SimulatedTask {
  readonly launch: TaskLaunch;
  readonly agent: SimulatedAgent;
  readonly share: Share;
  state: TaskState;
  run: Run | undefined;
  /** Counts pauses and what follows them: work that was planned before is not done. */
  cycle: number;
  /** When its work is done, if nothing comes between; how much is left of it while it is paused. */
  doneMs: number;
  leftMs: number | undefined;
  /** Updates not acknowledged, oldest first: the next one is sent after the one before was acknowledged. */
  readonly updates: (Pick<StatusUpdate, "state"> & How & { readonly id: number })[];
}

type How = Pick<StatusUpdate, "exitCode" | "fault" | "address" | "outOfMemory">;

/** Called with everything that begins and ends to hold resources of an agent, at that moment. */
export interface Watch {
  held(launch: TaskLaunch, agent: SimulatedAgent): void;
  released(taskId: string, agent: SimulatedAgent): void;
}

interface Surroundings {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly faults: () => Faults;
  readonly send: (event: BackendEvent, lateMs?: number) => void;
  readonly agent: (id: string) => SimulatedAgent | undefined;
  readonly complain: (about: string) => void;
  /** How one delivery of an update goes wrong beside the faults; absent: not at all. */
  readonly update: (() => { readonly twice: boolean; readonly delayMs: number }) | undefined;
  readonly watch: Watch | undefined;
}

/** The tasks of a simulated cluster: what they do, and at-least-once updates of it. */
export class SimulatedTasks {
  readonly runs: Run[] = [];
  readonly #tasks = new Map<string, SimulatedTask>();
  readonly #ended = new Set<string>();
  readonly #around: Surroundings;
  #counter = 0;
  #deadAreGone = false;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  live(): number {
    return [...this.#tasks.values()].filter((task) => !isOver(task.state)).length;
  }

  isKnown(taskId: string): boolean {
    return this.#tasks.has(taskId) || this.#ended.has(taskId);
  }

  /** Of those that have ended, how many wait for somebody who takes note of it. */
  unacknowledged(): number {
    return this.#tasks.size - this.live();
  }

  on(agent: SimulatedAgent): boolean {
    return [...this.#tasks.values()].some((task) => task.agent === agent && !isOver(task.state));
  }

  start(launch: TaskLaunch, agent: SimulatedAgent, share: Share): void {
    const { complain, faults, random, time } = this.#around;
    const task: SimulatedTask = {
      launch,
      agent,
      share,
      state: "staging",
      run: undefined,
      cycle: 0,
      doneMs: Infinity,
      leftMs: undefined,
      updates: [],
    };
    this.#tasks.set(launch.taskId, task);
    this.#around.watch?.held(launch, agent);
    time.after(random.integer(1, 200), () => {
      if (isOver(task.state) || agent.dead) return;
      if (agent.broken && random.chance(faults().failedStart)) {
        this.#end(task, "failed", { fault: random.pick<Fault>(["launch", "image", "agent"]) });
        return;
      }
      const id = parseTaskId(launch.taskId);
      if (id === undefined) {
        complain(`${launch.taskId} is no task id`);
        return;
      }
      task.run = {
        job: id.job,
        index: id.index,
        taskId: launch.taskId,
        agentId: agent.id,
        ports: [...ranges.values(share.ports)],
        startMs: time.nowMs(),
        endMs: undefined,
        outcome: undefined,
      };
      this.runs.push(task.run);
      this.#update(task, "running", { address: `10.0.0.${random.integer(1, 250)}` });
      if (agent.blackHoleMs === undefined) this.#work(task, Number(launch.env.SIMULATED_MS ?? "1000"));
      else this.#fallInto(task, agent.blackHoleMs);
    });
  }

  #fallInto(task: SimulatedTask, afterMs: number): void {
    this.#around.time.after(afterMs, () => {
      if (!isOver(task.state) && !task.agent.dead) this.#end(task, "failed", { fault: "launch" });
    });
  }

  #work(task: SimulatedTask, durationMs: number): void {
    const { random, time } = this.#around;
    task.cycle += 1;
    const { cycle } = task;
    task.doneMs = time.nowMs() + durationMs;
    task.leftMs = undefined;
    time.after(durationMs, () => {
      if (isOver(task.state) || task.agent.dead || task.cycle !== cycle) return;
      const { SIMULATED_EXIT = "0", SIMULATED_FAILURE = "0", SIMULATED_OOM } = task.launch.env;
      const exitCode = random.chance(Number(SIMULATED_FAILURE)) ? 1 : Number(SIMULATED_EXIT);
      this.#end(task, exitCode === 0 ? "finished" : "failed", {
        exitCode,
        ...(SIMULATED_OOM === undefined ? {} : { outOfMemory: true }),
      });
    });
  }

  pause(taskId: TaskId): void {
    const task = this.#tasks.get(taskId);
    if (task?.state !== "running" || !task.agent.reachable || task.leftMs !== undefined) return;
    task.leftMs = task.doneMs - this.#around.time.nowMs();
    task.cycle += 1;
  }

  resume(taskId: TaskId): void {
    const task = this.#tasks.get(taskId);
    if (task?.leftMs !== undefined && task.agent.reachable) this.#work(task, task.leftMs);
  }

  kill(taskId: TaskId, agentId: string): void {
    const { random, time } = this.#around;
    const task = this.#tasks.get(taskId);
    if (task === undefined) return this.reconcile([{ taskId, agentId }]);
    if (isOver(task.state) || !task.agent.reachable) return;
    this.#update(task, "killing");
    time.after(random.integer(1, 1000), () => {
      if (!isOver(task.state) && !task.agent.dead) this.#end(task, "killed");
    });
  }

  /** Takes back what can be taken back from one task that has such resources. */
  preempt(): void {
    for (const task of this.#tasks.values()) {
      if (isOver(task.state) || isNothing(task.share.revocable) || task.agent.dead) continue;
      this.#end(task, "failed", { fault: "preempted" });
      return;
    }
  }

  /** A second launch of what is there was seen somewhere and refused; the task itself is fine. */
  refuseSecondLaunch(): void {
    for (const task of this.#tasks.values()) {
      if (task.state !== "running" || task.updates.length > 0) continue; // the scheduler knows that it runs
      this.tell(task.launch.taskId, task.agent.id, "error", "Task has duplicate ID");
      return;
    }
  }

  resend(): void {
    for (const task of this.#tasks.values()) this.#deliver(task);
  }

  acknowledge(update: StatusUpdate): void {
    const task = this.#tasks.get(update.taskId);
    if (task === undefined || task.updates[0]?.id !== update.acknowledgement) return;
    task.updates.shift();
    if (isOver(update.state)) {
      this.#tasks.delete(update.taskId);
      this.#ended.add(update.taskId);
    } else this.#deliver(task);
  }

  reconcile(tasks: readonly { readonly taskId: TaskId; readonly agentId: string }[]): void {
    if (tasks.length === 0) {
      for (const task of this.#tasks.values()) this.#answer(task);
      return;
    }
    for (const { taskId, agentId } of tasks) {
      const task = this.#tasks.get(taskId);
      const agent = this.#around.agent(agentId);
      if (task !== undefined) this.#answer(task);
      else if (agent === undefined || agent.dead)
        this.tell(taskId, agentId, this.#deadAreGone ? "gone" : "unknown", "reconciliation", true);
      else if (agent.reachable) this.tell(taskId, agentId, "gone", "reconciliation", true);
      else this.tell(taskId, agentId, "unreachable", "reconciliation", true);
    }
  }

  tell(taskId: string, agentId: string, state: TaskState, message: string, reconciliation = false): void {
    this.#around.send({ type: "status", update: { taskId, agentId, state, message, reconciliation } });
  }

  /** An operator says of the agents that died that they will not come back. */
  markDeadGone(): void {
    this.#deadAreGone = true;
  }

  unreachable(agent: SimulatedAgent): void {
    for (const task of this.#tasks.values()) {
      if (task.agent === agent && !isOver(task.state))
        this.tell(task.launch.taskId, agent.id, "unreachable", "away");
    }
  }

  reachable(agent: SimulatedAgent): void {
    for (const task of this.#tasks.values()) {
      if (task.agent !== agent) continue;
      if (!isOver(task.state)) this.tell(task.launch.taskId, agent.id, task.state, "agent registered again");
      this.#deliver(task);
    }
  }

  /** They end with their agent, which comes back without them: then it is told of each. */
  loseUntold(agent: SimulatedAgent): readonly string[] {
    const ids = [...this.#tasks.values()]
      .filter((task) => task.agent === agent && !isOver(task.state))
      .map(({ launch }) => launch.taskId);
    this.lose(agent, undefined);
    return ids;
  }

  /** They end with their agent, or with all of the framework. @param told  what the scheduler is told of each */
  lose(agent: SimulatedAgent | undefined, told: "unreachable" | "lost" | undefined): void {
    for (const [id, task] of this.#tasks) {
      if (agent !== undefined && task.agent !== agent) continue;
      if (task.run !== undefined && task.run.endMs === undefined) {
        task.run.endMs = this.#around.time.nowMs();
        task.run.outcome = "lost";
      }
      this.#tasks.delete(id);
      this.#ended.add(id);
      const wasOver = isOver(task.state);
      if (!wasOver) this.#release(task);
      task.state = "lost";
      if (wasOver) {
        if (task.run !== undefined) task.run.outcome = "lost"; // its end was never acknowledged: nobody may know it
        continue;
      }
      if (told !== undefined) this.tell(id, task.agent.id, told, "agent removed");
    }
  }

  #end(task: SimulatedTask, state: "finished" | "failed" | "killed", how: How = {}): void {
    this.#release(task);
    if (task.run !== undefined) {
      task.run.endMs = this.#around.time.nowMs();
      task.run.outcome = state;
    }
    this.#update(task, state, how);
  }

  #release(task: SimulatedTask): void {
    release(task.agent, task.share);
    this.#around.watch?.released(task.launch.taskId, task.agent);
  }

  #update(task: SimulatedTask, state: TaskState, how: How = {}): void {
    task.state = state;
    this.#counter += 1;
    task.updates.push({ state, ...how, id: this.#counter });
    if (task.updates.length === 1) this.#deliver(task);
  }

  /** Sends the oldest update that is not acknowledged. */
  #deliver(task: SimulatedTask): void {
    const { faults, random, send, update: fault } = this.#around;
    const update = task.updates[0];
    if (update === undefined || !task.agent.reachable || task.agent.dead) return;
    if (random.chance(faults().lostUpdate)) return; // it comes again later
    const { id: acknowledgement, ...what } = update;
    const { taskId } = task.launch;
    const status = { taskId, agentId: task.agent.id, ...what, reconciliation: false, acknowledgement };
    const drawn = fault?.();
    send({ type: "status", update: status }, drawn?.delayMs);
    if (random.chance(faults().duplicate)) send({ type: "status", update: status });
    if (drawn?.twice === true) send({ type: "status", update: status }, fault?.().delayMs);
  }

  #answer(task: SimulatedTask): void {
    const { taskId } = task.launch;
    if (!task.agent.reachable) this.tell(taskId, task.agent.id, "unreachable", "reconciliation", true);
    // A master knows the latest state, even if it is not acknowledged; ends come by their update.
    else if (!isOver(task.state)) this.tell(taskId, task.agent.id, task.state, "reconciliation", true);
  }
}

function isOver(state: TaskState): boolean {
  return state === "finished" || state === "failed" || state === "killed" || state === "lost";
}
