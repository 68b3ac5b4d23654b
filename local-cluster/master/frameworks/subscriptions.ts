import { randomUUID } from "node:crypto";
import type {
  FrameworkInfo,
  SchedulerCallSubscribe,
  SchedulerCallUpdateFramework,
} from "../../../proto/generated/types.ts";
import { isTerminal } from "../../protocol/task-states.ts";
import { removeExecutor } from "../state/executors.ts";
import { clearRoles } from "../state/filters.ts";
import { frameworkProblem, subscriptionProblem, updateProblem } from "../validation/framework-validation.ts";
import { discardInverseOffer } from "../offers/inverse-offers.ts";
import { discard, rescindAll } from "../offers/offers.ts";
import { saveRegistry } from "../state/recovery.ts";
import { COMPLETED_FRAMEWORKS_MAX, count, rolesOf } from "../state/state.ts";
import type { Agent, EventStream, Framework, Master } from "../state/state.ts";
import { completeTask, masterStatus, moveTask } from "../state/tasks.ts";

/** Where the answer to SUBSCRIBE goes. `open` may be called once. */
export interface Subscriber {
  readonly open: (id: string, onClose: () => void) => EventStream;
  /** Who authenticated, when authentication is on. */
  readonly principal: string | undefined;
}

/** Source: Mesos, `Master::subscribe` and `Master::_subscribe`; the order of refusals is theirs. */
export function subscribe(master: Master, subscriber: Subscriber, call: SchedulerCallSubscribe): void {
  const info: FrameworkInfo =
    call.framework_info.principal === undefined && subscriber.principal !== undefined
      ? { ...call.framework_info, principal: subscriber.principal }
      : call.framework_info;
  const wantedId = info.id?.value ?? "";
  const known = wantedId === "" ? undefined : master.frameworks.get(wantedId);
  const refusal =
    frameworkProblem(info) ??
    (master.completed.has(wantedId) ? "Framework has been removed" : undefined) ??
    subscriptionProblem(info, call.suppressed_roles ?? [], call.offer_constraints) ??
    (known !== undefined && !known.recovered && known.info.principal !== info.principal
      ? "Changing framework's principal is not allowed."
      : undefined);
  const streamId = randomUUID();
  if (refusal !== undefined) {
    const stream = subscriber.open(streamId, () => undefined);
    stream.send({ type: "ERROR", error: { message: refusal } });
    stream.end();
    return;
  }
  const id = wantedId === "" ? nextFrameworkId(master) : wantedId;
  const framework = known ?? addFramework(master, id, { ...info, id: { value: id } });
  const reconnected = known !== undefined;
  if (framework.stream !== undefined) {
    const old = framework.stream;
    framework.stream = undefined;
    old.send({ type: "ERROR", error: { message: "Framework failed over" } });
    old.end();
  }
  dropOffers(master, framework);
  clearTimeout(framework.failover);
  framework.failover = undefined;
  framework.unregisteredAtMs = undefined;
  framework.filters.clear();
  framework.inverseFilters.clear();
  framework.suppressedRoles = new Set(call.suppressed_roles ?? []);
  framework.offerConstraints = call.offer_constraints;
  if (reconnected) {
    framework.reregisteredAtMs = Date.now();
    const { user, checkpoint } = framework.recovered ? info : framework.info;
    // Changes of user and checkpoint are passed over without a word.
    framework.info = {
      ...info,
      id: { value: id },
      user,
      ...(checkpoint === undefined ? {} : { checkpoint }),
    };
  }
  framework.recovered = false;
  const stream = subscriber.open(streamId, () => {
    if (framework.stream === stream) disconnect(master, framework);
  });
  framework.stream = stream;
  stream.send({
    type: "SUBSCRIBED",
    subscribed: {
      framework_id: { value: id },
      heartbeat_interval_seconds: master.settings.heartbeatIntervalMs / 1000,
      master_info: master.info,
    },
  });
  stream.send({ type: "HEARTBEAT" });
  startHeartbeat(master, framework, stream);
  master.publish({ type: reconnected ? "FRAMEWORK_UPDATED" : "FRAMEWORK_ADDED", framework });
  tellAgents(master, framework);
  master.requestAllocation();
}

function startHeartbeat(master: Master, framework: Framework, stream: EventStream): void {
  const timer = setInterval(() => {
    if (framework.stream === stream) stream.send({ type: "HEARTBEAT" });
    else clearInterval(timer);
  }, master.settings.heartbeatIntervalMs);
  timer.unref();
}

function nextFrameworkId(master: Master): string {
  const number = master.counters.frameworkIds;
  master.counters.frameworkIds += 1;
  return `${master.info.id}-${String(number).padStart(4, "0")}`;
}

/** A framework without a stream: about to subscribe, or known from an agent's tasks. */
export function addFramework(master: Master, id: string, info: FrameworkInfo): Framework {
  const framework: Framework = {
    id,
    info,
    stream: undefined,
    recovered: true,
    suppressedRoles: new Set(),
    offerConstraints: undefined,
    filters: new Map(),
    offers: new Set(),
    offersMade: new Map(),
    inverseOffers: new Set(),
    inverseFilters: new Map(),
    tasks: new Map(),
    unreachableTasks: new Map(),
    completedTasks: [],
    allocated: new Map(),
    failover: undefined,
    registeredAtMs: Date.now(),
    reregisteredAtMs: undefined,
    unregisteredAtMs: undefined,
  };
  master.frameworks.set(id, framework);
  return framework;
}

/** Agents learn the new description and send the framework's oldest updates again. */
function tellAgents(master: Master, framework: Framework): void {
  for (const { connection } of agentsOf(master, framework))
    connection?.send({ type: "framework_updated", framework: framework.info });
}

/** Where it has tasks, executors or operations. */
function agentsOf(master: Master, framework: Framework): readonly Agent[] {
  const ids = new Set([...framework.tasks.values()].map((task) => task.agentId));
  for (const { frameworkId, agentId } of master.operations.values())
    if (frameworkId === framework.id) ids.add(agentId);
  for (const agent of master.agents.values())
    for (const { frameworkId } of agent.executors.values())
      if (frameworkId === framework.id) ids.add(agent.id);
  return [...ids].flatMap((id) => master.agents.get(id) ?? []);
}

function dropOffers(master: Master, framework: Framework): void {
  for (const offer of framework.offers) discard(master, offer);
  for (const offer of framework.inverseOffers) discardInverseOffer(master, offer);
}

/** The stream broke: offers are taken back, and the time to come again runs. */
function disconnect(master: Master, framework: Framework): void {
  framework.stream = undefined;
  framework.unregisteredAtMs = Date.now();
  framework.filters.clear();
  framework.inverseFilters.clear();
  dropOffers(master, framework);
  master.publish({ type: "FRAMEWORK_UPDATED", framework });
  const timeoutMs = Math.max(0, framework.info.failover_timeout ?? 0) * 1000;
  if (timeoutMs === 0) {
    removeFramework(master, framework);
    return;
  }
  waitForFailover(master, framework, Date.now() + timeoutMs);
}

/** Longest time one timer can run. */
const TIMER_MS_MAX = 2 ** 31 - 1;

function waitForFailover(master: Master, framework: Framework, untilMs: number): void {
  framework.failover = setTimeout(
    () => {
      if (Date.now() < untilMs) waitForFailover(master, framework, untilMs);
      else removeFramework(master, framework);
    },
    Math.min(untilMs - Date.now(), TIMER_MS_MAX),
  );
}

/** Teardown, by whomever or by time. Its tasks are killed; the id is refused from now on. */
export function removeFramework(master: Master, framework: Framework): void {
  clearTimeout(framework.failover);
  framework.failover = undefined;
  const { stream } = framework;
  framework.stream = undefined;
  framework.unregisteredAtMs = Date.now();
  dropOffers(master, framework);
  const agents = agentsOf(master, framework);
  for (const task of [...framework.tasks.values(), ...framework.unreachableTasks.values()]) {
    if (!isTerminal(task.state)) {
      const status = masterStatus({
        taskId: task.info.task_id.value,
        agentId: task.agentId,
        state: "TASK_KILLED",
        reason: "REASON_FRAMEWORK_REMOVED",
        message: `Framework ${framework.id} removed`,
      });
      moveTask(master, framework, task, "TASK_KILLED", status);
    }
    completeTask(master, framework, task);
  }
  for (const agent of agents) {
    for (const executor of agent.executors.values())
      if (executor.frameworkId === framework.id) removeExecutor(master, agent, executor);
    agent.connection?.send({ type: "framework_removed", frameworkId: framework.id });
  }
  master.frameworks.delete(framework.id);
  master.completed.set(framework.id, { id: framework.id, framework });
  const [oldest] = master.completed.keys();
  if (master.completed.size > COMPLETED_FRAMEWORKS_MAX && oldest !== undefined)
    master.completed.delete(oldest);
  saveRegistry(master);
  stream?.end();
  master.publish({ type: "FRAMEWORK_REMOVED", info: framework.info });
  master.requestAllocation();
}

/** Mesos' refusal with its status 400, or `undefined` when the update was made. */
export function updateFramework(
  master: Master,
  framework: Framework,
  call: SchedulerCallUpdateFramework,
): string | undefined {
  const info = call.framework_info;
  const invalid = frameworkProblem(info);
  if (invalid !== undefined) return `Supplied FrameworkInfo is not valid: ${invalid}`;
  const changed = updateProblem(framework.info, info);
  if (changed !== undefined) return `FrameworkInfo update is not valid: ${changed}`;
  const rest = subscriptionProblem(info, call.suppressed_roles ?? [], call.offer_constraints);
  if (rest !== undefined) return `'UpdateFramework' call is not valid: ${rest}`;
  framework.info = info;
  framework.suppressedRoles = new Set(call.suppressed_roles ?? []);
  framework.offerConstraints = call.offer_constraints;
  const roles = new Set(rolesOf(info));
  clearRoles(
    framework.filters,
    [...framework.filters.keys()].filter((role) => !roles.has(role)),
  );
  rescindAll(
    master,
    [...framework.offers].filter((offer) => !roles.has(offer.role)),
  );
  count(master, "framework_updates");
  master.publish({ type: "FRAMEWORK_UPDATED", framework });
  tellAgents(master, framework);
  master.requestAllocation();
  return undefined;
}

/** REVIVE: filters of the roles are forgotten, suppression ends. One foreign role drops the whole call. */
export function revive(master: Master, framework: Framework, named: readonly string[]): void {
  const roles = rolesNamed(master, framework, named, "REVIVE");
  if (roles === undefined) return;
  clearRoles(framework.filters, roles);
  framework.inverseFilters.clear();
  const gone = new Set(roles);
  framework.suppressedRoles = new Set([...framework.suppressedRoles].filter((role) => !gone.has(role)));
  master.requestAllocation();
}

export function suppress(master: Master, framework: Framework, named: readonly string[]): void {
  const roles = rolesNamed(master, framework, named, "SUPPRESS");
  if (roles !== undefined) framework.suppressedRoles = new Set([...framework.suppressedRoles, ...roles]);
}

function rolesNamed(
  master: Master,
  framework: Framework,
  named: readonly string[],
  call: string,
): readonly string[] | undefined {
  const own = rolesOf(framework.info);
  if (named.length === 0) return own;
  const foreign = named.find((role) => !own.includes(role));
  if (foreign === undefined) return named;
  master.log(`${call} of framework ${framework.id} names role '${foreign}', which is not its own: dropped`);
  return undefined;
}
