import { randomBytes } from "node:crypto";
import type { Backend, BackendEvent, Capabilities, TaskRef } from "../../offers/backend.ts";
import type { After, Log } from "./ports.ts";
import { createSessionLife, type SessionLife } from "./session-life.ts";
import type { TaskCalls } from "./session-tasks.ts";

/** One connection with a cluster, from the first answer to the first that does not come. */
export interface Session {
  /** Our registration: another cluster at the same address means that all tasks are gone. */
  readonly clusterId: string;
  readonly tasks: TaskCalls;
  /** Begins to tell: tasks that are there, the inventory, what happens. Called once, when the connection was told. */
  begin(): Promise<void>;
  pause?(task: TaskRef): void;
  resume?(task: TaskRef): void;
}

/** What a session is given. */
export interface SessionContext {
  readonly life: SessionLife;
  /** Begins the ids of its offers. */
  readonly prefix: string;
  /** Tasks that were told to stop: known beyond one session. */
  readonly killed: Set<string>;
  /** When the session before this one was lost, in ms since 1970; absent: this is the first. */
  readonly awaySinceMs: number | undefined;
  /** Silent when the session is over. */
  readonly emit: (event: BackendEvent) => void;
}

export interface ConnectedBackendOptions {
  /** Of this backend in the configuration. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** What answers, for people: `engine`. */
  readonly noun: string;
  readonly after: After;
  readonly log: Log;
  /** A rejection means that the cluster is not reached; it is tried again. */
  open(context: SessionContext): Promise<Session>;
  /** Gives back connections, after the stop. */
  close(): void;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

/** From one start to its stop. */
interface Run {
  readonly emit: (event: BackendEvent) => void;
  end: () => void;
  session: Session | undefined;
  retryMs: number;
  wasTold: boolean;
}

/** A backend that keeps up one session with a cluster: connects, and again after each loss, more and more slowly. */
export function createConnectedBackend(options: ConnectedBackendOptions): Backend {
  const { name, noun, after, log } = options;
  const killed = new Set<string>();
  let run: Run | undefined;
  let known: string | undefined;
  let isSuppressed = false;
  let awaySinceMs: number | undefined;

  const connect = async (current: Run): Promise<void> => {
    const life = createSessionLife(after, (cause) => {
      if (current.session !== undefined) awaySinceMs = Date.now();
      current.session = undefined;
      retry(current, cause);
    });
    current.end = life.end;
    const emit = (event: BackendEvent): void => {
      if (!life.signal.aborted) current.emit(event);
    };
    try {
      const prefix = randomBytes(6).toString("hex");
      const session = await options.open({ life, prefix, killed, awaySinceMs, emit });
      if (life.signal.aborted) return;
      const { clusterId } = session;
      current.session = session;
      current.retryMs = FIRST_RETRY_MS;
      current.wasTold = false;
      if (known !== undefined && known !== clusterId)
        emit({ type: "removed", cause: `another ${noun}, ${clusterId}, answers where ${known} did` });
      known = clusterId;
      emit({ type: "connected", registrationId: clusterId });
      if (isSuppressed) session.tasks.offers.suppress();
      life.beside(() => session.begin());
    } catch (error) {
      life.fail(error);
    }
  };
  const retry = (current: Run, cause: unknown): void => {
    if (!current.wasTold) {
      current.wasTold = true;
      log.warn("the cluster is not reached", { event: `${name}.disconnected`, err: cause });
      current.emit({ type: "disconnected", cause: cause instanceof Error ? cause.message : String(cause) });
    }
    current.end = after(current.retryMs, () => void connect(current));
    current.retryMs = Math.min(LAST_RETRY_MS, current.retryMs * 2);
  };

  return {
    name,
    capabilities: options.capabilities,
    // oxlint-disable-next-line require-await -- the port allows for backends that need time to start
    async start({ registrationId, emit }) {
      if (run !== undefined) throw new Error(`backend ${name} is started already`);
      known = registrationId;
      run = { emit, end: () => undefined, session: undefined, retryMs: FIRST_RETRY_MS, wasTold: false };
      void connect(run);
    },
    launch: (order) => run?.session?.tasks.launch(order),
    decline: (offerIds, refuseMs) => run?.session?.tasks.offers.decline(offerIds, refuseMs),
    suppress() {
      isSuppressed = true;
      run?.session?.tasks.offers.suppress();
    },
    revive() {
      isSuppressed = false;
      run?.session?.tasks.offers.revive();
    },
    want: () => undefined, // everything there is gets offered
    reserve: () => undefined,
    unreserve: () => undefined,
    answerMaintenance: () => undefined,
    reconcileOperations: () => undefined,
    kill: (task, graceMs) => run?.session?.tasks.kill(task, graceMs),
    pause: (task) => run?.session?.pause?.(task),
    resume: (task) => run?.session?.resume?.(task),
    reconcile: (tasks) => run?.session?.tasks.reconcile(tasks),
    acknowledge: (update) => run?.session?.tasks.acknowledge(update),
    async stop() {
      run?.end();
      run = undefined;
      options.close();
      await Promise.resolve();
    },
  };
}
