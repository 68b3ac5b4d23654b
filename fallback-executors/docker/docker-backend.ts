import type { Backend } from "../../offers/backend.ts";
import { createConnectedBackend } from "../backend/connected-backend.ts";
import { dockerCapabilities, type DockerOptions } from "./docker-options.ts";
import { openSession } from "./session.ts";

/**
 * One Docker engine, or anything that speaks its API, as a backend: the machine is its one agent. Ours are the
 * containers with our installation's label; no other is ever touched. Registration is the id of the engine: another
 * engine at the same address means that all tasks are gone.
 */
export function createDockerBackend(options: DockerOptions): Backend {
  const { name, after, log, engine } = options;
  const signalled = new Set<string>();
  return createConnectedBackend({
    name,
    capabilities: dockerCapabilities(options),
    noun: "engine",
    after,
    log,
    open: (context) => openSession(options, signalled, context),
    close: () => engine.close(),
  });
}
