import { DECLINE_REASONS, OFFER_OUTCOMES } from "../../offers/offer-record.ts";
import { COUNT, INSTANT, list, object, TEXT } from "../http/schema-words.ts";

export const OFFER = object({
  id: TEXT,
  executor: TEXT,
  nodeId: TEXT,
  hostname: TEXT,
  resources: object({
    cpus: { type: "number" },
    memoryBytes: COUNT,
    diskBytes: COUNT,
    gpus: COUNT,
    ports: COUNT,
  }),
  receivedAt: INSTANT,
  outcome: {
    type: "string",
    enum: [...OFFER_OUTCOMES],
    description:
      "`held`: it waits for an answer. `void`: the connection to the cluster was lost or made anew.",
  },
  "heldMs?": { ...COUNT, description: "From its coming to its answer, in milliseconds." },
  "tasks?": { ...list(TEXT), description: "Started with it, and with other offers of the same answer." },
  "operation?": { type: "string", enum: ["reserve", "unreserve"] },
  "reason?": {
    type: "string",
    enum: [...DECLINE_REASONS],
    description: "Why nothing was started: what most of what waits lacked first.",
  },
  "refusedForSeconds?": {
    type: "number",
    description: "What was not used is not offered again for so long.",
  },
});
