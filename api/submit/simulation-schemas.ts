import type { JsonSchema } from "../http/parameters.ts";
import { COUNT, ID, INSTANT, list, object, TEXT } from "../http/schema-words.ts";

export const SIMULATION_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Simulation: object({
    asOf: INSTANT,
    basis: { type: "string", enum: ["history", "limits", "mixed"] },
    rollouts: { ...COUNT, description: "Futures that were played, with run times of other lengths." },
    assumptions: list(TEXT),
    earlier: { ...COUNT, description: "Waiting jobs that would start earlier." },
    later: COUNT,
    same: COUNT,
    unknown: {
      ...COUNT,
      description: "Waiting jobs of which nothing can be said, without the change or with it.",
    },
    jobs: {
      ...list(
        object({
          id: ID,
          "before?": { ...INSTANT, description: "Median start as things are." },
          "after?": { ...INSTANT, description: "Median start with the change." },
          "seconds?": { type: "integer", description: "How much later; negative: earlier." },
        }),
      ),
      description: "The waiting jobs whose start moves most first, at most 1000.",
    },
    submitted: {
      ...list(object({ name: TEXT, "at?": INSTANT, "latest?": INSTANT })),
      description: "The jobs of `submit`, in their order.",
    },
  }),
};
