// Notifier: tells chat rooms of jobs. A job names the address of the room's hook as `url` of its `notify`.
import { definePlugin } from "godocker/plugin";
import type { Notification } from "godocker/plugin";

interface Options {
  /** What the addresses of hooks begin with. */
  readonly hooks: readonly string[];
}

export default definePlugin<"notifier", Options>({
  kind: "notifier",
  contract: 1,
  name: "chat",
  options: {
    type: "object",
    properties: {
      hooks: { type: "array", minItems: 1, items: { type: "string", pattern: "^https?://[^/]+/" } },
    },
    required: ["hooks"],
    additionalProperties: false,
  },
  create: ({ hooks }) => ({
    takes: hooks,
    async deliver(address, notification, signal) {
      try {
        const { status } = await fetch(address, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ text: sentenceOf(notification) }),
          redirect: "error",
          signal,
        });
        if (status < 300) return { outcome: "delivered" };
        return {
          outcome: status >= 500 || status === 429 ? "failed" : "refused",
          why: `it answered ${status}`,
        };
      } catch {
        return { outcome: "failed", why: "it could not be reached" };
      }
    },
  }),
});

function sentenceOf({ job, link }: Notification): string {
  const why = job.message === undefined ? "" : ` (${job.message})`;
  return `Job ${job.id} "${job.name}" of ${job.user} is ${job.state}${why}: ${link}`;
}
