import type { InverseOffer } from "../../../proto/generated/types.ts";
import { refuseMs } from "../state/filters.ts";
import { machineOfAgent, unavailabilityOf } from "../state/machines.ts";
import type { Agent, Framework, Master, OutstandingInverseOffer } from "../state/state.ts";

// Inverse offers ask a framework to leave an agent before its maintenance. Answers are only noted.
// Source: Mesos documentation, maintenance primitives.

/** One for every framework that holds something on an agent with planned maintenance and was not asked lately. */
export function sendInverseOffers(master: Master): void {
  if (master.maintenance.machines.size === 0) return;
  const nowMs = Date.now();
  const made = new Map<Framework, OutstandingInverseOffer[]>();
  for (const agent of master.agents.values()) {
    const unavailability = unavailabilityOf(master, agent);
    if (unavailability === undefined || agent.connection === undefined) continue;
    const asked = new Set([...agent.inverseOffers].map(({ framework }) => framework));
    for (const framework of holdersOf(master, agent)) {
      const refusedUntilMs = framework.inverseFilters.get(agent.id) ?? 0;
      if (framework.stream === undefined || asked.has(framework) || nowMs < refusedUntilMs) continue;
      framework.inverseFilters.delete(agent.id);
      const offer = hold(master, framework, agent, unavailability);
      const list = made.get(framework);
      if (list === undefined) made.set(framework, [offer]);
      else list.push(offer);
    }
  }
  for (const [framework, offers] of made)
    framework.stream?.send({
      type: "INVERSE_OFFERS",
      inverse_offers: { inverse_offers: offers.map(describeInverseOffer) },
    });
}

/** Frameworks with tasks, executors or offers there. */
function holdersOf(master: Master, agent: Agent): ReadonlySet<Framework> {
  const holders = new Set<Framework>([...agent.offers].map(({ framework }) => framework));
  const owners = [...[...agent.tasks.values()].filter(({ charged }) => charged), ...agent.executors.values()];
  for (const { frameworkId } of owners) {
    const framework = master.frameworks.get(frameworkId);
    if (framework !== undefined) holders.add(framework);
  }
  return holders;
}

function hold(
  master: Master,
  framework: Framework,
  agent: Agent,
  unavailability: OutstandingInverseOffer["unavailability"],
): OutstandingInverseOffer {
  const id = `${master.info.id}-O${master.counters.offerIds}`;
  master.counters.offerIds += 1;
  const timeoutMs = master.settings.offerTimeoutMs;
  const timeout = timeoutMs === undefined ? undefined : setTimeout(() => rescind(master, offer), timeoutMs);
  const offer: OutstandingInverseOffer = { id, framework, agent, unavailability, timeout };
  master.inverseOffers.set(id, offer);
  framework.inverseOffers.add(offer);
  agent.inverseOffers.add(offer);
  return offer;
}

export function describeInverseOffer(offer: OutstandingInverseOffer): InverseOffer {
  const { id, framework, agent, unavailability } = offer;
  const [ip = "", port = "0"] = agent.address.split(":");
  return {
    id: { value: id },
    url: {
      scheme: "http",
      address: { hostname: agent.info.hostname, ip, port: Number(port) },
      path: "/slave(1)",
    },
    framework_id: { value: framework.id },
    agent_id: { value: agent.id },
    unavailability,
  };
}

/** Takes them away without a word: the framework left or answered. */
export function discardInverseOffer(master: Master, offer: OutstandingInverseOffer): void {
  if (!master.inverseOffers.delete(offer.id)) return;
  clearTimeout(offer.timeout);
  offer.framework.inverseOffers.delete(offer);
  offer.agent.inverseOffers.delete(offer);
}

function rescind(master: Master, offer: OutstandingInverseOffer): void {
  if (!master.inverseOffers.has(offer.id)) return;
  discardInverseOffer(master, offer);
  offer.framework.stream?.send({
    type: "RESCIND_INVERSE_OFFER",
    rescind_inverse_offer: { inverse_offer_id: { value: offer.id } },
  });
}

export function rescindInverseOffers(master: Master, agent: Agent): void {
  for (const offer of agent.inverseOffers) rescind(master, offer);
}

/** ACCEPT_INVERSE_OFFERS and DECLINE_INVERSE_OFFERS. Unknown ids, and those of others, are passed over. */
export function answerInverseOffers(
  master: Master,
  framework: Framework,
  ids: readonly string[],
  answer: "ACCEPT" | "DECLINE",
  refuseSeconds: number | undefined,
): void {
  for (const id of ids) {
    const offer = master.inverseOffers.get(id);
    if (offer?.framework !== framework) continue;
    discardInverseOffer(master, offer);
    machineOfAgent(master, offer.agent)?.statuses.set(`${offer.agent.id}/${framework.id}`, {
      status: answer,
      framework_id: { value: framework.id },
      timestamp: { nanoseconds: Date.now() * 1e6 },
    });
    const forMs = refuseMs(refuseSeconds, master.settings.allocationIntervalMs);
    if (forMs > 0) framework.inverseFilters.set(offer.agent.id, Date.now() + forMs);
  }
}
