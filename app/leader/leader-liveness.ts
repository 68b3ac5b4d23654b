import { connect } from "node:net";
import type { Lease } from "../../store/store.ts";

/** Between two looks at the lease. */
const PATIENCE_MS = 150;

/**
 * How those who stand by see that a leader has died, long before its lease is stale: nobody listens any more at the door
 * that the lease names, which the process opens before it can lead and closes after that.
 *
 * Only a door that was seen open is known to be one that this machine gets to: a firewall, or an address that means another
 * machine here, refuses as well. A machine that is away, or a process that is stopped, refuses nothing.
 */
export function leaderSigns(): { readonly isGone: (lease: Lease) => Promise<boolean> } {
  let seenOpen: string | undefined;
  return {
    async isGone({ address, holder }) {
      const server = `${holder} ${address}`;
      const state = await doorState(address);
      if (state === "open") seenOpen = server;
      return state === "refused" && seenOpen === server;
    },
  };
}

function doorState(address: string): Promise<"open" | "refused" | "unknown"> {
  const { hostname = "", port = "" } = URL.parse(address) ?? {};
  if (hostname === "" || port === "") return Promise.resolve("unknown");
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replaceAll(/^\[|\]$/g, ""), port: Number(port) });
    const end = (state: "open" | "refused" | "unknown") => {
      clearTimeout(timer);
      socket.destroy();
      resolve(state);
    };
    const timer = setTimeout(() => end("unknown"), PATIENCE_MS);
    socket.once("connect", () => end("open"));
    socket.once("error", (error: NodeJS.ErrnoException) =>
      end(error.code === "ECONNREFUSED" ? "refused" : "unknown"),
    );
  });
}
