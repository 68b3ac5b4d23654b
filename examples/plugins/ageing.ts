// Policy: who used least for their weight goes first, and waiting makes up for what was used.
import { definePlugin } from "godocker/plugin";

interface Options {
  /** An hour of waiting counts as much as so many hours of a CPU. */
  readonly hoursPerHour: number;
}

export default definePlugin<"policy", Options>({
  kind: "policy",
  contract: 1,
  name: "ageing",
  options: {
    type: "object",
    properties: { hoursPerHour: { type: "number", minimum: 0, default: 4 } },
    additionalProperties: false,
  },
  create: ({ hoursPerHour }) => ({
    name: "ageing",
    settings: { hoursPerHour },
    keysAt(snapshot) {
      const used = new Map<number, number>();
      const usedOf = (account: number): number => {
        let hours = used.get(account);
        if (hours === undefined) {
          const { userUsed, weight } = snapshot.figures(account);
          used.set(account, (hours = userUsed.seconds / 3600 / Math.max(weight, 1e-6)));
        }
        return hours;
      };
      return (account, job) => usedOf(account) - (hoursPerHour * snapshot.waitedMs(job)) / 3_600_000;
    },
  }),
});
