import type { OfferOperation, Resource, SchedulerCallAccept } from "../../../proto/generated/types.ts";
import { droppedStateFor } from "../../protocol/task-states.ts";
import { applyConversions, conversionsOf } from "../../resources/conversions.ts";
import { add, EMPTY_POOL, subtract } from "../../resources/pool.ts";
import type { Pool } from "../../resources/pool.ts";
import { resourcesProblem } from "../../resources/validation.ts";
import { diskOperationProblem } from "../validation/disk-operation-validation.ts";
import { refuseMs } from "../state/filters.ts";
import { allocated, launch, launchGroup, tasksOf } from "./launch.ts";
import { declineResources, discard, rescind } from "../offers/offers.ts";
import { operationProblem, resourcesOfOperation } from "../validation/operation-validation.ts";
import { sendOperationError, startOperation } from "../offers/operations.ts";
import { agentText, count } from "../state/state.ts";
import type { Framework, Master, OutstandingOffer } from "../state/state.ts";
import { masterStatus, sendStatus } from "../state/tasks.ts";

/** Source: Mesos, `Master::accept` and `Master::_accept`. */
export function accept(master: Master, framework: Framework, call: SchedulerCallAccept): void {
  const ids = (call.offer_ids ?? []).map(({ value }) => value);
  const offers = ids.flatMap((id) => master.offers.get(id) ?? []);
  const problem = offersProblem(master, framework, ids);
  // All offers named are used up, also by a call that fails, even those of other frameworks.
  for (const offer of offers) discard(master, offer);
  const operations = call.operations ?? [];
  const [first] = offers;
  if (problem !== undefined || first === undefined) {
    for (const operation of operations) failOperation(framework, operation, problem ?? "No offers specified");
    return;
  }
  const { agent, role } = first;
  count(master, "offers_accepted", offers.length);
  const offered = offers.reduce((sum, offer) => add(sum, offer.pool), EMPTY_POOL);
  const work: Work = { master, framework, agent, role, available: offered, resized: EMPTY_POOL };
  for (const operation of operations) {
    if (operation.type === "LAUNCH") work.available = launch(work, operation);
    else if (operation.type === "LAUNCH_GROUP") work.available = launchGroup(work, operation);
    else carryOut(work, operation);
  }
  // What operations made is offered again at once; only what was offered and not used is refused.
  const made = subtract(add(work.available, work.resized), offered);
  declineResources(
    master,
    framework,
    agent,
    role,
    subtract(work.available, made),
    refuseMs(call.filters?.refuse_seconds, master.settings.allocationIntervalMs),
  );
}

/** One ACCEPT being carried out. */
interface Work {
  readonly master: Master;
  readonly framework: Framework;
  readonly agent: OutstandingOffer["agent"];
  readonly role: string;
  /** What the operations so far left or made of the offers. */
  available: Pool;
  /** Volumes of another size: not for later operations of the same call. */
  resized: Pool;
}

/** What is wrong with the offers of an ACCEPT, in Mesos' order and words. */
function offersProblem(master: Master, framework: Framework, ids: readonly string[]): string | undefined {
  if (ids.length === 0) return "No offers specified";
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) return `Duplicate offer ${twice} in offer list`;
  const offers: OutstandingOffer[] = [];
  for (const id of ids) {
    const offer = master.offers.get(id);
    if (offer === undefined) return `Offer ${id} is no longer valid`;
    offers.push(offer);
  }
  const [first] = offers;
  const foreign = offers.find((offer) => offer.framework !== framework);
  if (foreign !== undefined)
    return `Offer ${foreign.id} has invalid framework ${foreign.framework.id} while framework ${framework.id} is expected`;
  const otherRole = offers.find((offer) => offer.role !== first?.role);
  if (otherRole !== undefined)
    return `Aggregated offers must be allocated to the same role. Offer ${otherRole.id} uses role '${otherRole.role} but another is using role '${first?.role}`;
  const otherAgent = offers.find((offer) => offer.agent !== first?.agent);
  if (otherAgent !== undefined)
    return `Aggregated offers must belong to one single agent. Offer ${otherAgent.id} uses agent ${otherAgent.agent.id} and agent ${first?.agent.id}`;
  return undefined;
}

function failOperation(framework: Framework, operation: OfferOperation, problem: string): void {
  for (const task of tasksOf(operation)) {
    const status = masterStatus({
      taskId: task.task_id.value,
      agentId: task.agent_id.value,
      state: droppedStateFor(framework.info),
      reason: "REASON_INVALID_OFFERS",
      message: `Task launched with invalid offers: ${problem}`,
    });
    sendStatus(framework, status);
  }
  if (operation.type !== "LAUNCH" && operation.type !== "LAUNCH_GROUP")
    sendOperationError(framework, operation, `Operation attempted with invalid offers: ${problem}`);
}

/** Reservations and volumes. */
function carryOut(work: Work, asked: OfferOperation): void {
  const { master, framework, agent, role } = work;
  const refuse = (message: string): void => sendOperationError(framework, asked, message);
  if (asked.type === undefined || asked.type === "UNKNOWN") return; // passed over without a word, as Mesos does
  const malformed =
    memberProblem(asked) ??
    resourcesProblem(resourcesOfOperation(asked)) ??
    ((asked.reserve?.source ?? []).length > 0
      ? "Reservation updates are not yet implemented for the scheduler API."
      : undefined);
  if (malformed !== undefined) {
    refuse(`Operation attempted with invalid resources: ${malformed}`);
    return;
  }
  const operation = allocateTo(asked, role);
  if (operation.create_disk !== undefined || operation.destroy_disk !== undefined) {
    refuse(diskOperationProblem(operation, work.available, role, agentText(agent)));
    return;
  }
  const { principal } = framework.info;
  const situation = { total: agent.total, used: agent.used, principal, framework: framework.info };
  const problem = operationProblem(operation, situation);
  if (problem !== undefined) {
    refuse(`${problem}; on agent ${agentText(agent)}`);
    return;
  }
  const conversions = conversionsOf(operation);
  if (operation.type === "DESTROY") rescindVolumes(master, agent, conversions[0]?.consumed ?? EMPTY_POOL);
  const applied = applyConversions(work.available, conversions, role);
  const resizes = operation.type === "GROW_VOLUME" || operation.type === "SHRINK_VOLUME";
  if ("problem" in applied) {
    refuse(`${resizes ? `Invalid ${operation.type} operation: ` : ""}${applied.problem}`);
    return;
  }
  if (resizes) {
    for (const { consumed, converted } of conversions) {
      work.available = subtract(work.available, consumed);
      work.resized = add(work.resized, converted);
    }
  } else work.available = applied.pool;
  count(master, `operations/${(operation.type ?? "unknown").toLowerCase()}`);
  startOperation(master, agent, framework, operation, conversions);
}

/** The member an operation needs. */
function memberProblem(operation: OfferOperation): string | undefined {
  const type = operation.type ?? "UNKNOWN";
  const name = type.toLowerCase();
  const present = Object.entries(operation).some(([key, value]) => key === name && value !== undefined);
  if (present) return undefined;
  const resizes = type === "GROW_VOLUME" || type === "SHRINK_VOLUME";
  const offer = type === "GROW_VOLUME" ? "" : "offer ";
  return `${type === "UNRESERVE" ? "An" : "A"} ${type} ${offer}operation must have the Offer.Operation.${name} field set${resizes ? "" : "."}`;
}

/** A shared volume can be in other offers as well. */
function rescindVolumes(master: Master, agent: OutstandingOffer["agent"], volumes: Pool): void {
  for (const offer of agent.offers) {
    if ([...volumes.keys()].some((key) => offer.pool.has(key))) rescind(master, offer);
  }
}

/** The allocation role goes into every resource that lacks it. */
function allocateTo(operation: OfferOperation, role: string): OfferOperation {
  const { reserve, unreserve, create, destroy, grow_volume, shrink_volume } = operation;
  const all = (resources: readonly Resource[] = []): readonly Resource[] =>
    resources.map((resource) => allocated(resource, role));
  return {
    ...operation,
    ...(reserve === undefined ? {} : { reserve: { ...reserve, resources: all(reserve.resources) } }),
    ...(unreserve === undefined ? {} : { unreserve: { resources: all(unreserve.resources) } }),
    ...(create === undefined ? {} : { create: { volumes: all(create.volumes) } }),
    ...(destroy === undefined ? {} : { destroy: { volumes: all(destroy.volumes) } }),
    ...(grow_volume === undefined
      ? {}
      : {
          grow_volume: {
            volume: allocated(grow_volume.volume, role),
            addition: allocated(grow_volume.addition, role),
          },
        }),
    ...(shrink_volume === undefined
      ? {}
      : { shrink_volume: { ...shrink_volume, volume: allocated(shrink_volume.volume, role) } }),
  };
}
