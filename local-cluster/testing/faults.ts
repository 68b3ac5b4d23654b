// Disturbs the talk between agents and master. Only tests load this module: either in their own process, by
// `injectFaults`, or in a program's, with `node --import …/testing/faults.ts` and the switches as JSON in the file
// that the environment variable LOCAL_CLUSTER_FAULTS names. The file may change while the program runs.
import { readFileSync } from "node:fs";
import { intercept } from "../protocol/interception.ts";
import { generator } from "./generator.ts";

export interface FaultSwitches {
  readonly seed?: number;
  readonly toMaster?: DirectionFaults;
  readonly toAgent?: DirectionFaults;
  /** Agents by id, or all: nothing passes in either direction, pings included, until they are thawed. */
  readonly frozen?: readonly string[] | "all";
}

/** Probabilities from 0 to 1. `registered` is never disturbed: without it there is no session to disturb. */
export interface DirectionFaults {
  readonly drop?: number;
  readonly duplicate?: number;
  /** Longest delay; the order is kept, as on one connection. */
  readonly delayMaxMs?: number;
}

export interface InjectedFaults {
  /** Replaces all switches; what freezing held back passes when its agent is thawed. */
  set(switches: FaultSwitches): void;
  /** Ends all faults and lets everything held back pass. */
  stop(): void;
}

interface Late {
  readonly atMs: number;
  readonly arrive: () => void;
}

export function injectFaults(switches: FaultSwitches): InjectedFaults {
  let current = switches;
  let random = generator(switches.seed ?? 1);
  /** Late messages by direction and agent; none overtakes another. */
  const lines = new Map<string, Late[]>();
  const held = new Map<string, (() => void)[]>();

  const isFrozen = (agentId: string): boolean =>
    current.frozen === "all" || current.frozen?.includes(agentId) === true;

  function disturb<Message extends { readonly type: string }>(
    direction: "toMaster" | "toAgent",
    agentId: string,
    message: Message,
    pass: (message: Message) => void,
  ): void {
    if (message.type === "registered") return pass(message);
    if (isFrozen(agentId)) {
      const list = held.get(agentId) ?? [];
      list.push(() => pass(message));
      held.set(agentId, list);
      return undefined;
    }
    const { drop = 0, duplicate = 0, delayMaxMs = 0 } = current[direction] ?? {};
    if (random() < drop) return undefined;
    const copies = random() < duplicate ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      if (delayMaxMs === 0) {
        pass(message);
        continue;
      }
      late(`${direction} ${agentId}`, random() * delayMaxMs, () => pass(message));
    }
    return undefined;
  }

  function late(line: string, delayMs: number, arrive: () => void): void {
    const waiting = lines.get(line) ?? [];
    lines.set(line, waiting);
    const atMs = Math.max(waiting.at(-1)?.atMs ?? 0, performance.now() + delayMs);
    waiting.push({ atMs, arrive });
    if (waiting.length === 1) next(waiting);
  }

  function next(waiting: Late[]): void {
    const [first] = waiting;
    if (first === undefined) return;
    setTimeout(() => {
      waiting.shift();
      first.arrive();
      next(waiting);
    }, first.atMs - performance.now());
  }

  const release = (): void => {
    for (const [agentId, messages] of held) {
      if (isFrozen(agentId)) continue;
      held.delete(agentId);
      for (const passOn of messages) passOn();
    }
  };
  const end = intercept({
    toMaster: (agentId, message, pass) => disturb("toMaster", agentId, message, pass),
    toAgent: (agentId, command, pass) => disturb("toAgent", agentId, command, pass),
  });
  return {
    set(next) {
      if (next.seed !== undefined && next.seed !== current.seed) random = generator(next.seed);
      current = next;
      release();
    },
    stop() {
      current = {};
      release();
      end();
    },
  };
}

const REREAD_MS = 20;

const file = process.env["LOCAL_CLUSTER_FAULTS"];
if (file !== undefined) {
  const read = (): string => readFileSync(file, "utf8");
  let text = read();
  // The test that wrote the file is the only author.
  const faults = injectFaults(JSON.parse(text) as FaultSwitches);
  setInterval(() => {
    const now = read();
    if (now === text || now === "") return; // empty: just being written
    text = now;
    faults.set(JSON.parse(now) as FaultSwitches);
  }, REREAD_MS).unref();
}
