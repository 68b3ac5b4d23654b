import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterProcess } from "../../local-cluster/start.ts";
import type { FaultSwitches } from "../../local-cluster/testing/faults.ts";
import type { WireSwitches } from "../../local-cluster/testing/wire-faults.ts";
import { seededRandom, type Random } from "../../simulation/random.ts";

/** Makes trouble, always the same for the same seed: on the wire to the scheduler, on the links of agents, with the master. */
export interface Disorder {
  /** Until the signal. Leaves everything in order. */
  run(signal: AbortSignal): Promise<void>;
  /** How often each kind of trouble was made. */
  readonly counts: ReadonlyMap<string, number>;
}

export interface DisorderOptions {
  readonly seed: number;
  readonly master: ClusterProcess;
  /** Switches of the master's wire. */
  readonly wireControl: string;
  /** File with the switches of the agents' links. */
  readonly linkFile: string;
}

const UPDATE = ["UPDATE"];
const BETWEEN_MS = { from: 2000, to: 8000 };
/** Longer than the pings of the master last: the agents are given up, and come back. */
const LOST_MS = { from: 3000, to: 8000 };
const LOST_AGENTS_MAX = 20;
const DOWN_MS = { from: 200, to: 3000 };
const ORDER: FaultSwitches = {};

/** What is always wrong a little. */
const wire = (seed: number): WireSwitches => ({
  seed,
  records: { types: UPDATE, lose: 0.01, duplicate: 0.05, reorder: 0.05 },
});
const link = (seed: number): FaultSwitches => ({
  seed,
  toMaster: { drop: 0.005, duplicate: 0.02, delayMaxMs: 20 },
  toAgent: { duplicate: 0.02, delayMaxMs: 20 },
});

export function disorder(options: DisorderOptions): Disorder {
  const { seed, master } = options;
  const random = seededRandom(seed);
  const counts = new Map<string, number>();

  /** The master may be down: then it is told when it is up again. */
  const setWire = async (switches: WireSwitches): Promise<void> => {
    const body = JSON.stringify(switches);
    await fetch(options.wireControl, { method: "PUT", body }).catch(() => undefined);
  };
  const setLinks = (switches: FaultSwitches): void =>
    writeFileSync(options.linkFile, JSON.stringify(switches));

  const troubles: Readonly<Record<string, (signal: AbortSignal) => Promise<void>>> = {
    "master restarts": async (signal) => {
      await master.kill("SIGKILL");
      await pause(random, DOWN_MS, signal);
      await master.start();
      await setWire(wire(seed));
    },
    "agents lost": async (signal) => {
      setLinks({ ...link(seed), frozen: some(random, await agentIds(master.url)) });
      await pause(random, LOST_MS, signal);
      setLinks(link(seed));
    },
    "streams cut": () => setWire({ ...wire(seed), records: { cutInside: 0.2 } }),
    "streams spoilt": () => setWire({ ...wire(seed), records: { garbage: 0.2 } }),
    "calls disturbed": () =>
      setWire({
        ...wire(seed),
        requests: [
          { path: "/api/v1/scheduler", times: random.integer(1, 3), close: true },
          {
            path: "/api/v1/scheduler",
            times: random.integer(1, 3),
            answer: { status: 503, body: "No leader elected" },
          },
          { path: "/api/v1/scheduler", times: 50, delayMs: random.integer(1, 50) },
        ],
      }),
    "nothing more": () => setWire(wire(seed)),
  };

  return {
    counts,
    async run(signal) {
      await setWire(wire(seed));
      setLinks(link(seed));
      while (!signal.aborted) {
        await pause(random, BETWEEN_MS, signal);
        if (signal.aborted) break;
        const what = random.pick(Object.keys(troubles));
        counts.set(what, (counts.get(what) ?? 0) + 1);
        await troubles[what]?.(signal);
      }
      await setWire({});
      setLinks(ORDER);
    },
  };
}

async function pause(
  random: Random,
  { from, to }: { readonly from: number; readonly to: number },
  signal: AbortSignal,
): Promise<void> {
  await sleep(random.integer(from, to), undefined, { signal }).catch(() => undefined); // it is over
}

function some(random: Random, ids: readonly string[]): readonly string[] {
  const wanted = random.integer(1, LOST_AGENTS_MAX);
  return ids.filter(() => random.chance(wanted / Math.max(1, ids.length)));
}

async function agentIds(masterUrl: string): Promise<readonly string[]> {
  const { slaves } = (await (await fetch(`${masterUrl}/slaves`)).json()) as {
    readonly slaves: readonly { readonly id: string }[]; // as Mesos' documentation has it
  };
  return slaves.map(({ id }) => id);
}
