import type { Offer } from "../../../proto/generated/types.ts";
import { hasCapability } from "../../protocol/task-states.ts";
import { add, consume, resourcesOf, subtract } from "../../resources/pool.ts";
import type { Pool, ResourceFormat } from "../../resources/pool.ts";
import { allocate } from "./allocator.ts";
import type { AllocationPolicy, Candidate, FreeAgent } from "./allocator.ts";
import { consumed } from "../state/consumption.ts";
import { executorIdsOf } from "../state/executors.ts";
import { refuse } from "../state/filters.ts";
import { sendInverseOffers } from "./inverse-offers.ts";
import { unavailabilityOf } from "../state/machines.ts";
import { fromScalars } from "../state/quantities.ts";
import { chargeFramework, count, isActive, rolesOf } from "../state/state.ts";
import type { Agent, Framework, Master, OutstandingOffer } from "../state/state.ts";

/** Offers everything that is free to whom it is due. Called by the allocation timer. */
export function offerFreeResources(master: Master): void {
  makeOffers(master);
  sendInverseOffers(master);
}

function makeOffers(master: Master): void {
  const free: FreeAgent[] = [];
  let total: Pool = new Map();
  for (const agent of master.agents.values()) {
    total = add(total, agent.total);
    if (!isActive(agent)) continue;
    const rest = consume(consume(agent.total, agent.used), agent.offered);
    if (rest.size > 0) free.push({ id: agent.id, info: agent.info, total: agent.total, free: rest });
  }
  const candidates: Candidate[] = [];
  for (const framework of master.frameworks.values()) {
    if (framework.stream === undefined) continue;
    const roles = rolesOf(framework.info).filter((role) => !framework.suppressedRoles.has(role));
    const { id, info, filters, allocated, offersMade, offerConstraints: constraints } = framework;
    if (roles.length > 0) candidates.push({ id, info, roles, filters, constraints, allocated, offersMade });
  }
  if (free.length === 0 || candidates.length === 0) return;
  shuffle(free);
  const made = new Map<Framework, OutstandingOffer[]>();
  for (const { agentId, frameworkId, role, pool } of allocate(
    free,
    candidates,
    total,
    Date.now(),
    policyOf(master),
  )) {
    const agent = master.agents.get(agentId);
    const framework = master.frameworks.get(frameworkId);
    if (agent === undefined || framework === undefined) continue;
    const offer = hold(master, framework, agent, role, pool);
    const list = made.get(framework);
    if (list === undefined) made.set(framework, [offer]);
    else list.push(offer);
  }
  for (const [framework, offers] of made) {
    framework.stream?.send({
      type: "OFFERS",
      offers: { offers: offers.map((offer) => describeOffer(offer)) },
    });
    count(master, "offers_sent", offers.length);
  }
}

function policyOf(master: Master): AllocationPolicy {
  const quotas = [...master.quotas.values()].map(({ role, guarantees, limits }) => ({
    role,
    guarantees: fromScalars(guarantees),
    limits: fromScalars(limits),
    consumed: consumed(master, role, true),
  }));
  return {
    weights: master.weights,
    quotas: quotas.filter(({ guarantees, limits }) => guarantees.size > 0 || limits.size > 0),
  };
}

function hold(
  master: Master,
  framework: Framework,
  agent: Agent,
  role: string,
  pool: Pool,
): OutstandingOffer {
  const id = `${master.info.id}-O${master.counters.offerIds}`;
  master.counters.offerIds += 1;
  const timeoutMs = master.settings.offerTimeoutMs;
  const timeout = timeoutMs === undefined ? undefined : setTimeout(() => rescind(master, offer), timeoutMs);
  const unavailability = unavailabilityOf(master, agent);
  const offer: OutstandingOffer = { id, framework, agent, role, pool, unavailability, timeout };
  master.offers.set(id, offer);
  framework.offersMade.set(role, (framework.offersMade.get(role) ?? 0) + 1);
  framework.offers.add(offer);
  agent.offers.add(offer);
  agent.offered = add(agent.offered, pool);
  chargeFramework(framework, role, (held) => add(held, pool));
  return offer;
}

/** Takes an offer back without telling the framework; its resources are free at once. */
export function discard(master: Master, offer: OutstandingOffer): void {
  if (!master.offers.delete(offer.id)) return;
  clearTimeout(offer.timeout);
  offer.framework.offers.delete(offer);
  offer.agent.offers.delete(offer);
  offer.agent.offered = subtract(offer.agent.offered, offer.pool);
  chargeFramework(offer.framework, offer.role, (held) => subtract(held, offer.pool));
}

export function rescind(master: Master, offer: OutstandingOffer): void {
  if (!master.offers.has(offer.id)) return;
  discard(master, offer);
  count(master, "offers_rescinded");
  offer.framework.stream?.send({ type: "RESCIND", rescind: { offer_id: { value: offer.id } } });
}

export function rescindAll(master: Master, offers: Iterable<OutstandingOffer>): void {
  for (const offer of offers) rescind(master, offer);
}

/** The framework gives the resources back and does not want to see them again for `refuseForMs`. */
export function declineResources(
  master: Master,
  framework: Framework,
  agent: Agent,
  role: string,
  pool: Pool,
  refuseForMs: number,
): void {
  if (refuseForMs > 0 && pool.size > 0)
    refuse(framework.filters, role, agent.id, pool, Date.now() + refuseForMs);
}

/** The offer as its framework is to see it. */
export function describeOffer(offer: OutstandingOffer): Offer {
  const { id, framework, agent, role, pool, unavailability } = offer;
  const executorIds = executorIdsOf(framework, agent);
  const format = formatFor(framework, role);
  const [ip = "", port = "0"] = agent.address.split(":");
  return {
    id: { value: id },
    framework_id: { value: framework.id },
    agent_id: { value: agent.id },
    hostname: agent.info.hostname,
    url: {
      scheme: "http",
      address: { hostname: agent.info.hostname, ip, port: Number(port) },
      path: "/slave(1)",
    },
    resources: inOfferOrder(resourcesOf(pool, format)),
    ...(executorIds.length === 0 ? {} : { executor_ids: executorIds }),
    ...(unavailability === undefined ? {} : { unavailability }),
    ...(agent.info.attributes === undefined ? {} : { attributes: agent.info.attributes }),
    ...(agent.info.domain === undefined ? {} : { domain: agent.info.domain }),
    ...(format.allocatedTo === undefined ? {} : { allocation_info: { role } }),
  };
}

/** What the framework's capabilities let it see of reservations and allocation. */
export function formatFor(framework: Framework, role: string): ResourceFormat {
  return {
    reservations: hasCapability(framework.info, "RESERVATION_REFINEMENT") ? "stack" : "role",
    ...(hasCapability(framework.info, "MULTI_ROLE") ? { allocatedTo: role } : {}),
  };
}

/** Mesos lists ports before the scalars. */
function inOfferOrder<R extends { readonly type: string }>(resources: readonly R[]): R[] {
  return [
    ...resources.filter(({ type }) => type !== "SCALAR"),
    ...resources.filter(({ type }) => type === "SCALAR"),
  ];
}

function shuffle<Item>(items: Item[]): void {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    const item = items[last];
    const chosen = items[other];
    if (item === undefined || chosen === undefined) return;
    items[last] = chosen;
    items[other] = item;
  }
}
