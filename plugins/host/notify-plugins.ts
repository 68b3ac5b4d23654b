import type { Delivery, Notification, Notifier } from "../ports/notifier.ts";
import { record, text, type Shape } from "./shapes.ts";
import { PluginFailure, type Host } from "./host.ts";

/** Delivers what goes to some addresses, instead of the webhook. */
export interface AddressNotifier {
  /** Beginnings of the `url`s of jobs that are its own, such as `https://chat.example.org/`. */
  readonly takes: readonly string[];
  /**
   * At least once for each notification; `failed` is tried again later, `refused` is not.
   * @param signal  aborted when the time for it is over
   */
  deliver(address: string, notification: Notification, signal: AbortSignal): Promise<Delivery>;
}

const TAKES: Shape = { type: "array", minItems: 1, maxItems: 50, items: text(500, 8) };
const DELIVERY: Shape = {
  oneOf: [
    record({ outcome: { const: "delivered" } }),
    record({ outcome: { enum: ["failed", "refused"] }, why: text(300) }),
  ],
};

/** Each address by the plugin that takes it, and the others by `rest`. */
export function notifierOf(hosts: readonly Host[], rest: Notifier): Notifier {
  if (hosts.length === 0) return rest;
  // Asked again as long as it has not answered: until then nobody knows whose an address is.
  const known = new Map<Host, readonly string[]>();
  const takesOf = async (host: Host): Promise<readonly string[]> => {
    const takes = known.get(host) ?? ((await host.call("takes", [], TAKES)) as readonly string[]); // the shape says so
    known.set(host, takes);
    return takes;
  };
  return {
    async deliver(address, notification, signal) {
      try {
        for (const host of hosts) {
          if (!(await takesOf(host)).some((start) => address.startsWith(start))) continue;
          return (await host.call("deliver", [address, notification], DELIVERY)) as Delivery; // the shape says so
        }
      } catch (error) {
        if (!(error instanceof PluginFailure)) throw error;
        return { outcome: "failed", why: error.message };
      }
      return rest.deliver(address, notification, signal);
    },
  };
}
