import { randomBytes } from "node:crypto";
import type { Backend, BackendEvent } from "../../offers/backend.ts";
import { findManager } from "./managers.ts";
import { openSwarmSession, type SwarmSession } from "./session.ts";
import { swarmCapabilities, type SwarmOptions } from "./swarm-options.ts";

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

/**
 * A Docker swarm as a backend: its nodes are the agents, a task is a service of one job on the node that was chosen.
 * Any of the managers will do; when one is lost the next is asked. Registration is the id of the swarm.
 */
export function createSwarmBackend(options: SwarmOptions): Backend {
  const { after, log } = options;
  const killed = new Set<string>();
  let emit: ((event: BackendEvent) => void) | undefined;
  let session: SwarmSession | undefined;
  let known: string | undefined;
  let cancelRetry: (() => void) | undefined;
  let retryMs = FIRST_RETRY_MS;
  let wasTold = false;
  let isSuppressed = false;

  const connect = async (): Promise<void> => {
    cancelRetry = undefined;
    const told = emit;
    if (told === undefined) return;
    const tell = (event: BackendEvent): void => {
      if (emit === told) told(event);
    };
    try {
      const manager = await findManager(options.managers);
      if (emit !== told) return;
      const { swarmId } = manager;
      if (known !== undefined && known !== swarmId)
        tell({ type: "removed", cause: `another swarm, ${swarmId}, answers where ${known} did` });
      known = swarmId;
      retryMs = FIRST_RETRY_MS;
      wasTold = false;
      tell({ type: "connected", registrationId: swarmId });
      session = openSwarmSession({
        swarm: options,
        manager,
        prefix: randomBytes(6).toString("hex"),
        killed,
        emit: tell,
        lost: (cause) => {
          session = undefined;
          retry(cause);
        },
      });
      if (isSuppressed) session.offers.suppress();
      session.begin();
    } catch (error) {
      retry(error);
    }
  };
  const retry = (cause: unknown): void => {
    if (emit === undefined) return;
    if (!wasTold) {
      wasTold = true;
      log.warn("the swarm is not reached", { event: "swarm.disconnected", err: cause });
      emit({ type: "disconnected", cause: cause instanceof Error ? cause.message : String(cause) });
    }
    cancelRetry = after(retryMs, () => void connect());
    retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
  };

  return {
    name: options.name,
    capabilities: swarmCapabilities(options),
    // oxlint-disable-next-line require-await -- the port allows for backends that need time to start
    async start(given) {
      if (emit !== undefined) throw new Error(`backend ${options.name} is started already`);
      emit = given.emit;
      known = given.registrationId;
      void connect();
    },
    launch: (order) => session?.launch(order),
    decline: (offerIds, refuseMs) => session?.offers.decline(offerIds, refuseMs),
    suppress() {
      isSuppressed = true;
      session?.offers.suppress();
    },
    revive() {
      isSuppressed = false;
      session?.offers.revive();
    },
    want: () => undefined, // everything there is gets offered
    reserve: () => undefined,
    unreserve: () => undefined,
    answerMaintenance: () => undefined,
    reconcileOperations: () => undefined,
    kill: (task) => session?.kill(task), // the grace is that of its service
    reconcile: (tasks) => session?.reconcile(tasks),
    acknowledge: (update) => session?.acknowledge(update),
    async stop() {
      emit = undefined;
      cancelRetry?.();
      session?.close();
      session = undefined;
      for (const engine of options.managers) engine.close();
      await Promise.resolve();
    },
  };
}
