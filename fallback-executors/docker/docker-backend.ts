import { randomBytes } from "node:crypto";
import type { Backend, BackendEvent } from "../../offers/backend.ts";
import { dockerCapabilities, type DockerOptions } from "./docker-options.ts";
import { openSession, type Session } from "./session.ts";

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

/**
 * One Docker engine, or anything that speaks its API, as a backend: the machine is its one agent. Ours are the
 * containers with our installation's label; no other is ever touched. Registration is the id of the engine: another
 * engine at the same address means that all tasks are gone.
 */
export function createDockerBackend(options: DockerOptions): Backend {
  const { after, log } = options;
  const killed = new Set<string>();
  let emit: ((event: BackendEvent) => void) | undefined;
  let session: Session | undefined;
  let known: string | undefined;
  let cancelRetry: (() => void) | undefined;
  let retryMs = FIRST_RETRY_MS;
  let wasTold = false;
  let isSuppressed = false;
  let awaySinceMs: number | undefined;

  const connect = async (): Promise<void> => {
    cancelRetry = undefined;
    const told = emit;
    if (told === undefined) return;
    const tell = (event: BackendEvent): void => {
      if (emit === told) told(event);
    };
    try {
      const opened = await openSession({
        docker: options,
        prefix: randomBytes(6).toString("hex"),
        killed,
        awaySinceMs,
        emit: tell,
        lost: (cause) => {
          session = undefined;
          awaySinceMs = Date.now();
          retry(cause);
        },
      });
      if (emit !== told) return opened.close();
      session = opened;
      retryMs = FIRST_RETRY_MS;
      wasTold = false;
      const { engineId } = opened;
      if (known !== undefined && known !== engineId)
        tell({ type: "removed", cause: `another engine, ${engineId}, answers where ${known} did` });
      known = engineId;
      tell({ type: "connected", registrationId: engineId });
      if (isSuppressed) opened.offers.suppress();
      opened.begin();
    } catch (error) {
      retry(error);
    }
  };
  const retry = (cause: unknown): void => {
    if (emit === undefined) return;
    const text = cause instanceof Error ? cause.message : String(cause);
    if (!wasTold) {
      wasTold = true;
      log.warn("the engine is not reached", { event: "docker.disconnected", err: cause });
      emit({ type: "disconnected", cause: text });
    }
    cancelRetry = after(retryMs, () => void connect());
    retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
  };

  return {
    name: options.name,
    capabilities: dockerCapabilities(options),
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
    kill: (task, graceMs) => session?.kill(task, graceMs),
    pause: (task) => session?.pause(task),
    resume: (task) => session?.resume(task),
    reconcile: (tasks) => session?.reconcile(tasks),
    acknowledge: (update) => session?.acknowledge(update),
    async stop() {
      emit = undefined;
      cancelRetry?.();
      session?.close();
      session = undefined;
      options.engine.close();
      await Promise.resolve();
    },
  };
}
