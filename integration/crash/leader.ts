import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { LoopStep } from "../../scheduler/leading/leader-ports.ts";
import type { Random } from "../../simulation/random.ts";
import type { Order } from "./scheduler.ts";
import type { Scheduler } from "./schedulers.ts";
import type { Battlefield, Strike } from "./targets.ts";

export const LEASE_MS = 1000;
const STEPS: readonly LoopStep[] = ["decide", "prepare", "commit", "send", "idle"];
/** After it was let go on, a leader that still leads then has kept its lease. */
const STEADY_MS = 3000;
const TAKE_OVER_MS = 30_000;

/**
 * Ends or stops the leader and waits for the next one. No wait: nobody else led. A process that is stopped in the
 * middle of a transaction keeps SQLite's lock, so that nobody can take the lease before it goes on.
 */
export async function strikeLeader(field: Battlefield, random: Random): Promise<Strike> {
  const { schedulers, slowness } = field;
  const leader = await leaderOf(field, undefined);
  const how = random.chance(0.6) ? "kill" : "stop";
  const when = random.chance(0.4) ? "any" : random.pick(STEPS);
  const signal = how === "kill" ? "SIGKILL" : "SIGSTOP";
  if (when === "any") leader.child.kill(signal);
  else {
    leader.child.send({ at: when, signal } satisfies Order);
    // A step that does not come (nothing to commit just now) becomes a random moment.
    const deadline = Date.now() + 3000;
    while (Date.now() < deadline && !isDown(leader.child)) await sleep(5);
    if (!isDown(leader.child)) leader.child.kill(signal);
  }
  const [hit = "?", live = "0"] = readFileSync(leader.stepFile, "utf8").trim().split(" ");
  const struckMs = Date.now();
  const strike = {
    whom: leader.instance,
    how,
    when: when === "any" ? "a random moment" : when,
    hit,
    liveAttempts: Number(live),
  } as const;
  if (how === "kill") {
    schedulers.remove(leader);
    schedulers.start();
    await leaderOf(field, leader.instance);
    return { ...strike, waits: { "next leader": Date.now() - struckMs } };
  }
  const goesOn = sleep(slowness * random.integer(1200, 3000)).then(() => leader.child.kill("SIGCONT"));
  const next = await leaderOf(
    field,
    leader.instance,
    goesOn.then(() => sleep(slowness * STEADY_MS)),
  );
  const kept = next.instance === leader.instance;
  return { ...strike, waits: { "next leader": kept ? undefined : Date.now() - struckMs } };
}

/** The scheduler that holds the lease and has begun its epoch; not `except`, unless that one still leads `afterAll`. */
async function leaderOf(
  { schedulers, store, slowness }: Battlefield,
  except: string | undefined,
  afterAll: Promise<unknown> = new Promise(() => {}),
): Promise<Scheduler> {
  let any = except === undefined;
  void afterAll.then(() => {
    any = true;
  });
  const deadline = Date.now() + slowness * TAKE_OVER_MS;
  while (Date.now() < deadline) {
    const lease = await store.lease().catch(() => undefined);
    const entry = await store.lastEntry().catch(() => undefined);
    const found = schedulers.all.find((one) => one.instance === lease?.holder && lease.held);
    const leads = found !== undefined && entry?.writer === found.instance;
    if (leads && (any || found.instance !== except)) return found;
    await sleep(20);
  }
  throw new Error(`nobody led within ${(slowness * TAKE_OVER_MS) / 1000} s`);
}

function isDown(child: ChildProcess): boolean {
  if (child.exitCode !== null || child.signalCode !== null) return true;
  try {
    return / T /.test(readFileSync(`/proc/${child.pid}/stat`, "utf8").replace(/\(.*\)/, ""));
  } catch {
    return true; // it is gone, and we shall be told in a moment
  }
}
