import { OFFER_OUTCOMES, type OfferRecord } from "../../offers/offer-record.ts";
import type { ApiContext } from "../context/context.ts";
import { MIB } from "../context/job-document.ts";
import { integer, optional, text, withDefault, word } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";

/** What clusters offered, and what became of it. */
export function offerRoutes({ leader }: ApiContext): readonly Route[] {
  const listOffers = defineRoute({
    method: "GET",
    path: "/api/v2/offers",
    operationId: "listOffers",
    summary:
      "The newest offers, the newest first: which tasks each was used for, or why it was declined, and how long it " +
      "was held. The leader remembers 2000 of them, since it leads.",
    permission: "offers:read",
    params: {},
    query: {
      outcome: optional(word("Only those of which this became.", OFFER_OUTCOMES)),
      node: optional(text("Only those of this machine, by its id or its name.", { maxLength: 255 })),
      limit: withDefault(integer("At most so many.", { minimum: 1, maximum: 2000 }), 100),
    },
    answers: { 200: { description: "At most so many as asked for.", schema: ref("OfferList") } },
    problems: ["no_leader"],
    async handle({ query }) {
      const offers = await leader.offers();
      if (offers === undefined)
        throw new PublicError("no_leader", "Only a scheduler at work knows the offers.");
      const { limit, node, outcome } = query;
      const items = offers
        .filter((offer) => outcome === undefined || offer.outcome === outcome)
        .filter(({ agentId, hostname }) => node === undefined || node === agentId || node === hostname)
        .slice(0, limit);
      return { status: 200, json: { items: items.map(offerDocument) } };
    },
  });
  return [listOffers];
}

function offerDocument(offer: OfferRecord) {
  const { agentId, backend, endedAtMs, hostname, id, operation, outcome, ports, reason, receivedAtMs } =
    offer;
  const { cpusMilli, diskMib, gpus, memMib } = offer.resources;
  const { refuseMs, tasks = [] } = offer;
  return {
    id,
    executor: backend,
    nodeId: agentId,
    hostname,
    resources: { cpus: cpusMilli / 1000, memoryBytes: memMib * MIB, diskBytes: diskMib * MIB, gpus, ports },
    receivedAt: new Date(receivedAtMs).toISOString(),
    outcome,
    ...(endedAtMs === undefined ? {} : { heldMs: Math.max(0, endedAtMs - receivedAtMs) }),
    ...(tasks.length === 0 ? {} : { tasks }),
    ...(operation === undefined ? {} : { operation }),
    ...(reason === undefined ? {} : { reason }),
    ...(refuseMs === undefined ? {} : { refusedForSeconds: refuseMs / 1000 }),
  };
}
