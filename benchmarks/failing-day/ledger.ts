import {
  isFinal,
  parseTaskId,
  type Attempt,
  type JobState,
  type JobStatus,
  type NewJob,
} from "../../jobs/life/job.ts";
import { newStatus, transition } from "../../jobs/life/transition.ts";
import * as ranges from "../../resources/ranges.ts";
import {
  add,
  fits,
  NO_RESOURCES,
  RESOURCE_KINDS,
  subtract,
  type ResourceVector,
} from "../../resources/vector.ts";
import type { Leader } from "../../scheduler/leader.ts";
import { reservedOf, type SimulatedAgent } from "../../simulation/agents.ts";
import type { Watch } from "../../simulation/tasks.ts";
import type { JournalEntry } from "../../store/store.ts";

/** A task that holds something, by the record of the agents. */
interface Held {
  readonly taskId: string;
  readonly agent: SimulatedAgent;
  readonly resources: ResourceVector;
  readonly ports: ranges.Ranges;
}

interface Sum {
  resources: ResourceVector;
  tasks: number;
}

/** More of one seed say nothing new. */
const PROBLEMS_MAX = 20;

/**
 * The account of somebody who sees both sides, the agents and the journal, and believes neither the core nor the
 * other side. Each change is checked as it comes, at a cost that does not grow; `recount` adds all up anew.
 */
export class Ledger implements Watch {
  readonly problems: string[] = [];
  /** Everything that was submitted. */
  readonly accepted = new Map<number, NewJob>();
  readonly statuses = new Map<number, JobStatus>();
  /** Of each task, by job and element, the attempt that was launched last. */
  readonly #last = new Map<number, Map<number, string>>();
  open = 0;
  recounts = 0;
  steps = 0;
  /** Live by the journal. */
  readonly #attempts = new Map<string, Attempt>();
  readonly #byUser = new Map<string, Sum>();
  readonly #byAgent = new Map<string, Sum>();
  readonly #held = new Map<string, Held>();
  readonly #heldByAgent = new Map<string, Sum & { ports: ranges.Ranges }>();
  readonly #userCpusMilli: number;
  #newest: Pick<JournalEntry, "epoch" | "n" | "writer"> | undefined;

  /** @param userCpusMilli  what one user may hold at a time */
  constructor(userCpusMilli: number) {
    this.#userCpusMilli = userCpusMilli;
  }

  complain(about: string): void {
    if (this.problems.length < PROBLEMS_MAX) this.problems.push(about);
  }

  /** So much is broken that the rest says nothing new. */
  isHopeless(): boolean {
    return this.problems.length >= PROBLEMS_MAX;
  }

  accept(job: NewJob): void {
    this.accepted.set(job.id, job);
    this.open += 1;
  }

  /** An entry that the store has applied. */
  wrote({ atMs, epoch, n, records, writer }: JournalEntry): void {
    const before = this.#newest;
    this.#newest = { epoch, n, writer };
    this.steps += 1;
    if (n !== (before?.n ?? 0) + 1) this.complain(`entry ${n} follows ${before?.n ?? 0}`);
    const isNew = before === undefined || epoch > before.epoch;
    if (isNew && records[0]?.type !== "led") this.complain(`epoch ${epoch} begins without its leader`);
    if (!isNew && (epoch < before.epoch || writer !== before.writer))
      this.complain(
        `entry ${n}: ${writer} writes in epoch ${epoch} after ${before.writer} in ${before.epoch}`,
      );
    for (const record of records) {
      if (record.type !== "job" || record.event.type === "filed") continue;
      const { event, job: id } = record;
      const job = this.accepted.get(id);
      if (job === undefined) {
        this.complain(`entry ${n} tells of job ${id}, which nobody submitted`);
        continue;
      }
      const status = this.statuses.get(id) ?? newStatus(job);
      const attempt = "taskId" in event ? this.#attempts.get(event.taskId) : undefined;
      const step = transition(id, status, attempt, event, atMs);
      if (step.kind === "ignored") {
        this.complain(`job ${id}, entry ${n}: ${event.type} was ${step.why}`);
        continue;
      }
      this.statuses.set(id, step.status);
      if (isFinal(step.status.state)) this.open -= 1;
      if (event.type === "launched") {
        const { element, placement, resources, taskId } = event.start;
        const last = this.#last.get(id) ?? new Map<number, string>();
        this.#last.set(id, last.set(element, taskId));
        const used = charge(this.#byUser, job.user, resources, 1);
        if (used.resources.cpusMilli > this.#userCpusMilli)
          this.complain(`${taskId}: ${job.user} holds ${used.resources.cpusMilli} of ${this.#userCpusMilli}`);
        charge(this.#byAgent, placement.agentId, resources, 1);
      }
      if (event.type === "ended" && attempt !== undefined) {
        charge(this.#byUser, job.user, attempt.resources, -1);
        charge(this.#byAgent, attempt.placement.agentId, attempt.resources, -1);
        this.#attempts.delete(event.taskId);
      } else if (step.attempt !== undefined) this.#attempts.set(step.attempt.taskId, step.attempt);
    }
  }

  /** Last attempts of tasks that failed for good. */
  *failed(): Iterable<string> {
    for (const [id, tasks] of this.#last) {
      const failed = this.statuses.get(id)?.failed ?? ranges.EMPTY;
      for (const [element, taskId] of tasks) if (ranges.contains(failed, element)) yield taskId;
    }
  }

  held(launch: Parameters<Watch["held"]>[0], agent: SimulatedAgent): void {
    const { resources, taskId } = launch;
    this.steps += 1;
    const attempt = this.#attempts.get(taskId);
    if (attempt === undefined)
      this.complain(`${taskId} was started on ${agent.id}, and is not live in the journal`);
    else if (attempt.placement.agentId !== agent.id || !isSame(attempt.resources, resources))
      this.complain(
        `${taskId} has ${words(resources)} of ${agent.id}, by the journal ${words(attempt.resources)} of ${attempt.placement.agentId}`,
      );
    const name = elementName(taskId);
    const other = this.#held.get(name);
    if (other !== undefined) this.complain(`${taskId} was started while ${other.taskId} ran`);
    const ports = ranges.normalise(launch.ports.map(({ port }) => [port, port] as const));
    const sum = this.#sumOf(agent);
    if (ranges.count(ranges.difference(ports, sum.ports)) < ranges.count(ports))
      this.complain(`${taskId} has a port that another task of ${agent.id} has`);
    sum.ports = ranges.union(sum.ports, ports);
    sum.resources = add(sum.resources, resources);
    sum.tasks += 1;
    if (!fits(sum.resources, agent.total)) this.complain(`${taskId} is more than ${agent.id} has left`);
    this.#held.set(name, { taskId, agent, resources, ports });
  }

  released(taskId: string, agent: SimulatedAgent): void {
    this.steps += 1;
    const name = elementName(taskId);
    const held = this.#held.get(name);
    if (held?.taskId !== taskId) {
      this.complain(`${taskId} ended on ${agent.id}, where it was not`);
      return;
    }
    this.#held.delete(name);
    const sum = this.#sumOf(agent);
    sum.resources = subtract(sum.resources, held.resources);
    sum.ports = ranges.difference(sum.ports, held.ports);
    sum.tasks -= 1;
  }

  /** After a cycle: what the core holds for live is what the journal says. */
  turned(liveAttempts: number): void {
    if (liveAttempts !== this.#attempts.size)
      this.complain(`the core has ${liveAttempts} live attempts, the journal ${this.#attempts.size}`);
  }

  /** Everything anew, from the tasks on the agents, from the attempts of the journal, and what the core makes of them. */
  recount(agents: readonly SimulatedAgent[], leader: Leader): void {
    this.recounts += 1;
    this.#recountHeld(agents);
    const byUser = new Map<string, Sum>();
    const byAgent = new Map<string, Sum>();
    for (const { placement, resources, taskId } of this.#attempts.values()) {
      const job = parseTaskId(taskId)?.job ?? 0;
      charge(byUser, this.accepted.get(job)?.user ?? "", resources, 1);
      charge(byAgent, placement.agentId, resources, 1);
    }
    this.#compare("user", byUser, this.#byUser);
    this.#compare("agent", byAgent, this.#byAgent);
    const views = new Map<string, Sum>();
    for (const { project, running, user } of leader.accounts().quotas) {
      if (project === undefined || user === undefined) continue;
      views.set(user, { resources: running, tasks: running.tasks });
    }
    this.#compare("user, by the core,", views, byUser);
    for (const { id, tasks } of leader.agents()) {
      const counted = byAgent.get(id)?.tasks ?? 0;
      if (tasks !== counted) this.complain(`the core has ${tasks} tasks on ${id}, the journal ${counted}`);
    }
    this.#recountStates(leader.countByState());
  }

  #recountHeld(agents: readonly SimulatedAgent[]): void {
    const sums = new Map<string, Sum>();
    for (const { agent, resources, taskId } of this.#held.values()) {
      charge(sums, agent.id, resources, 1);
      if (!this.#attempts.has(taskId)) this.complain(`${taskId} runs, and has ended in the journal`);
    }
    for (const agent of agents) {
      const counted = sums.get(agent.id)?.resources ?? NO_RESOURCES;
      const kept = this.#sumOf(agent).resources;
      let own = add(agent.used, agent.usedRevocable);
      for (const { used } of agent.reservations.values()) own = add(own, used);
      if (!isSame(counted, kept) || !isSame(counted, own))
        this.complain(`${agent.id}: ${words(counted)} counted, ${words(kept)} kept, ${words(own)} by itself`);
      if (!fits(add(agent.used, reservedOf(agent)), agent.total))
        this.complain(`${agent.id} is over-committed`);
    }
  }

  #recountStates(core: ReadonlyMap<JobState, number>): void {
    const counted = new Map<JobState, number>();
    for (const { state } of this.statuses.values())
      if (!isFinal(state)) counted.set(state, (counted.get(state) ?? 0) + 1);
    for (const state of new Set([...counted.keys(), ...core.keys()])) {
      if (isFinal(state) || state === "pending") continue; // whose body is filed and of which nothing is told yet
      if ((counted.get(state) ?? 0) !== (core.get(state) ?? 0))
        this.complain(
          `${core.get(state) ?? 0} jobs are ${state} in the core, ${counted.get(state) ?? 0} in the journal`,
        );
    }
  }

  #compare(what: string, a: ReadonlyMap<string, Sum>, b: ReadonlyMap<string, Sum>): void {
    for (const name of new Set([...a.keys(), ...b.keys()])) {
      const [one, other] = [a.get(name), b.get(name)];
      const [x, y] = [one?.resources ?? NO_RESOURCES, other?.resources ?? NO_RESOURCES];
      if (!isSame(x, y) || (one?.tasks ?? 0) !== (other?.tasks ?? 0))
        this.complain(
          `${what} ${name}: ${words(x)} in ${one?.tasks ?? 0}, and ${words(y)} in ${other?.tasks ?? 0} tasks`,
        );
    }
  }

  #sumOf(agent: SimulatedAgent): Sum & { ports: ranges.Ranges } {
    let sum = this.#heldByAgent.get(agent.id);
    if (sum === undefined) {
      sum = { resources: NO_RESOURCES, tasks: 0, ports: ranges.EMPTY };
      this.#heldByAgent.set(agent.id, sum);
    }
    return sum;
  }
}

function charge(sums: Map<string, Sum>, name: string, resources: ResourceVector, tasks: 1 | -1): Sum {
  let sum = sums.get(name);
  if (sum === undefined) {
    sum = { resources: NO_RESOURCES, tasks: 0 };
    sums.set(name, sum);
  }
  sum.resources = tasks === 1 ? add(sum.resources, resources) : subtract(sum.resources, resources);
  sum.tasks += tasks;
  return sum;
}

/** A task's name without its attempt. */
function elementName(taskId: string): string {
  return taskId.slice(0, taskId.indexOf("."));
}

function isSame(a: ResourceVector, b: ResourceVector): boolean {
  return RESOURCE_KINDS.every((kind) => a[kind] === b[kind]);
}

function words(resources: ResourceVector): string {
  return RESOURCE_KINDS.map((kind) => resources[kind]).join("/");
}
