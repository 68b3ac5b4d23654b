// Watcher: jobs that have written nothing for a while are warned of, and then ended.
import { definePlugin } from "godocker/plugin";
import type { WatchedTask, WatcherRequest } from "godocker/plugin";

interface Options {
  readonly warnMinutes: number;
  readonly killMinutes?: number;
  /** Jobs with this label are left alone. */
  readonly exemptLabel: string;
}

export default definePlugin<"watcher", Options>({
  kind: "watcher",
  contract: 1,
  name: "quiet-jobs",
  options: {
    type: "object",
    properties: {
      warnMinutes: { type: "number", minimum: 1, default: 60 },
      killMinutes: { type: "number", minimum: 1 },
      exemptLabel: { type: "string", default: "may-be-quiet" },
    },
    additionalProperties: false,
  },
  create: ({ exemptLabel, killMinutes = Infinity, warnMinutes }) => {
    /** By task: how much it had written, and since when it is no more. */
    let known = new Map<string, { readonly bytes: number; readonly sinceMs: number }>();
    return {
      everySeconds: 60,
      wantsOutputSize: true,
      look(tasks: readonly WatchedTask[], nowMs: number): readonly WatcherRequest[] {
        const before = known;
        known = new Map();
        const requests: WatcherRequest[] = [];
        for (const { job, labels, outputBytes, state, taskId } of tasks) {
          const last = before.get(taskId);
          const isQuiet = last !== undefined && (outputBytes === undefined || outputBytes === last.bytes);
          // While it is paused, or nobody knows, no time passes for it.
          const sinceMs = isQuiet && state === "running" && outputBytes !== undefined ? last.sinceMs : nowMs;
          known.set(taskId, { bytes: outputBytes ?? last?.bytes ?? 0, sinceMs });
          const minutes = (nowMs - sinceMs) / 60_000;
          if (minutes < Math.min(warnMinutes, killMinutes) || exemptLabel in labels) continue;
          const reason = `it has written nothing for ${Math.floor(minutes)} min`;
          requests.push({ job, action: minutes >= killMinutes ? "kill" : "warn", reason });
        }
        return requests;
      },
    };
  },
});
