// What the reservations campaign puts into a scheduler's process: it kills itself (SIGKILL) around a call that
// reserves, launches into a reservation, or gives one back; then the next one is started, until all rounds are over.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { Backend } from "../../offers/backend.ts";
import type { LeaderPorts } from "../../scheduler/leading/leader-ports.ts";
import { seededRandom } from "../../simulation/random.ts";

export interface ReservationWords {
  readonly seed: number;
  readonly rounds: number;
  /** Where a line of JSON is written for each kill. */
  readonly hitsFile: string;
  /** Reservations are never given back: to see that it is found. */
  readonly sabotage?: "kept-reservations";
}

export const WINDOWS = ["RESERVE", "LAUNCH", "UNRESERVE"] as const;

export interface Hit {
  readonly window: (typeof WINDOWS)[number] | "none";
  /** Before the call was made, or so long after it. */
  readonly when: "before" | number;
}

/** The call of that kind that is chosen is one of the first so many. */
const NTH_MAX = 3;
/** Time for the master, the agent and the first answers. */
const AFTER_MAX_MS = 150;
/** A window that does not come becomes any moment. */
const PATIENCE_MS = 10_000;

export function hitsIn(file: string): readonly Hit[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Hit); // written below
}

export function tamper(
  ports: LeaderPorts,
  { seed, rounds, hitsFile, sabotage }: ReservationWords,
): LeaderPorts {
  const round = hitsIn(hitsFile).length;
  const random = seededRandom(seed * 1000 + round);
  const window = WINDOWS[round % WINDOWS.length]; // each as often as the others
  const when = random.chance(0.4) ? "before" : random.integer(0, AFTER_MAX_MS);
  let left = random.integer(1, NTH_MAX);
  let struck = round >= rounds;

  const die = (hit: Hit): void => {
    appendFileSync(hitsFile, `${JSON.stringify(hit)}\n`);
    process.kill(process.pid, "SIGKILL");
  };
  if (!struck)
    setTimeout(() => (struck ? undefined : die({ window: "none", when: "before" })), PATIENCE_MS).unref();
  const around = (kind: Hit["window"], call: () => void): void => {
    if (struck || kind !== window) return call();
    left -= 1;
    if (left > 0) return call();
    struck = true;
    if (when === "before") return die({ window, when });
    call();
    setTimeout(() => die({ window, when }), when);
    return undefined;
  };
  const watched = (backend: Backend): Backend =>
    Object.assign(Object.create(backend) as Backend, {
      reserve: (order) => around("RESERVE", () => backend.reserve(order)),
      unreserve: (order) =>
        around("UNRESERVE", () => (sabotage === undefined ? backend.unreserve(order) : undefined)),
      launch(order) {
        const isReserved = order.tasks.some(
          ({ reservation, scratch }) => reservation !== undefined || scratch !== undefined,
        );
        if (isReserved) around("LAUNCH", () => backend.launch(order));
        else backend.launch(order);
      },
    } satisfies Partial<Backend>);
  return { ...ports, backends: ports.backends.map(watched) };
}
