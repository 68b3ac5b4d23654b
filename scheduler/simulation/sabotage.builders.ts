import type { Backend } from "../../offers/backend.ts";
import type { Store } from "../../store/store.ts";
import { FencedError } from "../../store/store.ts";
import type { LeaderPorts } from "../leader.ts";

/** Schedulers with a fault, for proving that the checkers and campaigns would see it. Only tests load this. */
export type Sabotage = "acknowledge-before-commit" | "no-fencing";

export function sabotaged(ports: LeaderPorts, which: Sabotage): LeaderPorts {
  return which === "acknowledge-before-commit"
    ? { ...ports, backends: ports.backends.map(acknowledgingEarly) }
    : { ...ports, store: withoutFencing(ports.store), backends: ports.backends.map(stubborn) };
}

/** Acknowledges each update the moment it arrives, before anything is stored. */
function acknowledgingEarly(backend: Backend): Backend {
  return derived(backend, {
    start: ({ registrationId, emit }) =>
      backend.start({
        registrationId,
        emit: (event) => {
          if (event.type === "status" && event.update.acknowledgement !== undefined)
            backend.acknowledge(event.update);
          emit(event);
        },
      }),
  });
}

/** Takes the next number when its own is taken, as if nobody else could be leading. */
function withoutFencing(store: Store): Store {
  return derived(store, {
    append: async (entry) => {
      for (let n = entry.n; ; n = ((await store.lastEntry())?.n ?? 0) + 1) {
        try {
          return await store.append({ ...entry, n });
        } catch (error) {
          if (!(error instanceof FencedError)) throw error;
        }
      }
    },
  });
}

/** Connects again when somebody else took over its registration. */
function stubborn(backend: Backend): Backend {
  return derived(backend, {
    start: ({ registrationId, emit }) => {
      let stopped = false;
      const start = (): Promise<void> =>
        backend.start({
          registrationId,
          emit: (event) => {
            if (event.type !== "superseded") return emit(event);
            emit({ type: "disconnected", cause: event.cause });
            void Promise.resolve()
              .then(() => backend.stop())
              .then(() => (stopped ? undefined : start()));
          },
        });
      const { stop } = backend;
      backend.stop = () => {
        stopped = true;
        return stop();
      };
      return start();
    },
  });
}

function derived<T extends object>(base: T, changes: Partial<T>): T {
  return Object.assign(Object.create(base) as T, changes); // everything else is inherited
}
