import type { Backend } from "../../offers/backend.ts";
import { createConnectedBackend } from "../backend/connected-backend.ts";
import { findManager } from "./managers.ts";
import { openSwarmSession } from "./session.ts";
import { swarmCapabilities, type SwarmOptions } from "./swarm-options.ts";

/**
 * A Docker swarm as a backend: its nodes are the agents, a task is a service of one job on the node that was chosen.
 * Any of the managers will do; when one is lost the next is asked. Registration is the id of the swarm.
 */
export function createSwarmBackend(options: SwarmOptions): Backend {
  const { name, after, log, managers } = options;
  return createConnectedBackend({
    name,
    capabilities: swarmCapabilities(options),
    noun: "swarm",
    after,
    log,
    open: async (context) => openSwarmSession(options, await findManager(managers), context),
    close() {
      for (const engine of managers) engine.close();
    },
  });
}
