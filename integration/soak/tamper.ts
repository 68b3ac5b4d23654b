// What a soak puts into a scheduler's process: a store that is slow at times, a probe of its memory, and faults of its
// own when it is to be shown that they are found. See integration/crash/scheduler.ts.
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Backend } from "../../offers/backend.ts";
import type { LeaderPorts } from "../../scheduler/leading/leader-ports.ts";
import { seededRandom } from "../../simulation/random.ts";
import type { Store } from "../../store/store.ts";
import type { MemorySample } from "./criteria.ts";

export const SOAK_SABOTAGES = ["leak", "forgotten-acknowledgements", "kept-offers"] as const;
export type SoakSabotage = (typeof SOAK_SABOTAGES)[number];

export interface SoakWords {
  readonly seed: number;
  /** Where a line of JSON is written for each sample of the memory. */
  readonly memoryFile: string;
  readonly sampleMs: number;
  readonly sabotage?: SoakSabotage;
}

const SLOW_SHARE = 0.02;
const SLOW_MAX_MS = 1500;
const LEAK_BYTES_PER_SECOND = 100_000;
/** The updates of one job of so many are not acknowledged by that sabotage. */
const FORGOTTEN_OF = 50;

let started = false;

export function tamper(ports: LeaderPorts, { seed, memoryFile, sampleMs, sabotage }: SoakWords): LeaderPorts {
  if (!started) {
    started = true; // once for the process, not for each term
    probeMemory(memoryFile, sampleMs);
    if (sabotage === "leak") leak();
  }
  return {
    ...ports,
    store: slowStore(ports.store, seed),
    backends: ports.backends.map((backend) => sabotaged(backend, sabotage)),
  };
}

/** Two collections: what finalizers let go in the first, the second takes. */
function probeMemory(file: string, everyMs: number): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void; // as Node documents it
  setInterval(() => {
    collect();
    collect();
    const { rss, heapUsed, external } = process.memoryUsage();
    const sample: MemorySample = { atMs: Date.now(), rssBytes: rss, liveBytes: heapUsed + external };
    appendFileSync(file, `${JSON.stringify(sample)}\n`);
  }, everyMs).unref();
}

function slowStore(store: Store, seed: number): Store {
  const random = seededRandom(seed);
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      // The one method that answers with a sequence; it is read when a term begins.
      if (typeof member !== "function" || name === "liveJobs") return member;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        if (random.chance(SLOW_SHARE)) await sleep(random.integer(0, SLOW_MAX_MS));
        return Reflect.apply(member, target, args) as unknown;
      };
    },
  });
}

function sabotaged(backend: Backend, sabotage: SoakSabotage | undefined): Backend {
  const changes: Partial<Backend> =
    sabotage === "forgotten-acknowledgements"
      ? {
          acknowledge(update) {
            // Of the same tasks again and again: one that is forgotten once is made up for when the update is repeated.
            if (Number(update.taskId.split(".")[0]) % FORGOTTEN_OF !== 0) backend.acknowledge(update);
          },
        }
      : {};
  return Object.assign(Object.create(backend) as Backend, changes); // everything else is inherited
}

function leak(): void {
  const kept: Buffer[] = [];
  setInterval(() => void kept.push(Buffer.alloc(LEAK_BYTES_PER_SECOND, kept.length)), 1000).unref();
}
