import type { LeaderPorts } from "../scheduler/leading/leader-ports.ts";
import type { Process } from "./faulty-store.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** How a simulated leader waits: on virtual time, and not while its process is paused. */
export function waiting(time: VirtualTime, process: Process): Pick<LeaderPorts, "wait" | "wake"> {
  let wakeUp: (() => void) | undefined;
  let isWoken = false;
  return {
    wait: async (ms) => {
      await process.gate();
      if (!isWoken) {
        await new Promise<void>((resolve) => {
          wakeUp = resolve;
          time.after(Math.max(1, ms), resolve);
        });
      }
      isWoken = false;
      wakeUp = undefined;
      await process.gate();
    },
    wake: () => {
      isWoken = true;
      wakeUp?.();
    },
  };
}
