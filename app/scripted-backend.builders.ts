import type { Backend, BackendEvent, Capabilities } from "../offers/backend.ts";

export interface ScriptedBackend extends Backend {
  /** Names of the calls, in order. */
  readonly calls: readonly string[];
  /** Registration ids that it was started with. */
  readonly starts: readonly (string | undefined)[];
  /** While it is started. */
  tell(event: BackendEvent): void;
  isStarted(): boolean;
}

const EVERYTHING: Capabilities = {
  gpus: true,
  ports: true,
  networks: true,
  images: true,
  dockerImages: true,
  tmpfs: true,
  shm: true,
  scratch: true,
  memoryLimits: true,
  revocable: true,
  reservations: true,
  volumes: "same-path",
  pause: false,
  exec: false,
};

/** A backend whose cluster is the test. */
export function scriptedBackend(name = "mesos"): ScriptedBackend {
  const calls: string[] = [];
  const starts: (string | undefined)[] = [];
  let emit: ((event: BackendEvent) => void) | undefined;
  const noted = (call: string) => () => void calls.push(call);
  return {
    name,
    capabilities: EVERYTHING,
    calls,
    starts,
    tell: (event) => emit?.(event),
    isStarted: () => emit !== undefined,
    start: (given) => {
      if (emit !== undefined) throw new Error("it is started already");
      ({ emit } = given);
      starts.push(given.registrationId);
      return Promise.resolve();
    },
    stop: () => {
      emit = undefined;
      return Promise.resolve();
    },
    launch: noted("launch"),
    decline: noted("decline"),
    suppress: noted("suppress"),
    revive: noted("revive"),
    want: noted("want"),
    reserve: noted("reserve"),
    unreserve: noted("unreserve"),
    answerMaintenance: noted("answerMaintenance"),
    reconcileOperations: noted("reconcileOperations"),
    kill: noted("kill"),
    reconcile: noted("reconcile"),
    acknowledge: noted("acknowledge"),
  };
}
