import { parseTaskId } from "../../jobs/life/job.ts";
import { takeOver, type Leader } from "../../scheduler/leader.ts";
import type { LeaderPorts, CycleReport } from "../../scheduler/leading/leader-ports.ts";
import { readAhead } from "../../scheduler/leading/reading-ahead.ts";
import { explanationCheck } from "../../simulation/explanations.ts";
import { seededRandom } from "../../simulation/random.ts";
import { nobodyStandsBy, standingBy, type StandingBy } from "../../simulation/standing-by.ts";
import { waiting } from "../../simulation/waiting.ts";
import { FencedError, StoreUnavailableError } from "../../store/store.ts";
import { failingStore } from "./store.ts";
import { HOUR_MS, type World } from "./world.ts";

const JOURNAL_ENTRIES = 2000;
const STANDING_BY = 4_000_037;
/** The leader lives for two to ten minutes. */
const STANDS_BY_WITHIN_MS = 600_000;
const DAY_MS = 24 * HOUR_MS;

/** One scheduler after the other. */
export function lead(world: World): void {
  if (world.isOver) return;
  world.standby ??= newStandby(world);
  const { ahead, end, process } = world.standby.next();
  const { random, time } = world;
  const pauses = waiting(time, process);
  world.leading = { process, wake: () => leader?.look() };
  const again = (ms: number) =>
    time.after(ms, () => {
      if (world.leading?.process === process) lead(world);
    });
  const store = failingStore(world.store, {
    process,
    time,
    random,
    write: world.writes,
    dies: () => {
      if (!world.isDoomed) return false;
      world.isDoomed = false;
      again(random.integer(1000, 4000)); // what is left of its lease
      return true;
    },
  });
  const ports: LeaderPorts = {
    store,
    backends: [world.cluster.backend(() => !process.dead)],
    nowMs: () => time.nowMs(),
    ...pauses,
    prepare: async (job, attempt) => ({
      taskId: attempt.taskId,
      name: job.spec.name,
      argv: ["work"],
      env: environmentOf(world, attempt.taskId),
      files: [],
      resources: attempt.resources,
      ports: (attempt.ports ?? []).map((port) => ({ port })),
      ...(attempt.reservation === undefined ? {} : { reservation: attempt.reservation }),
      account: { name: job.user },
      mounts: [],
      tmpfs: [],
      preemptible: job.spec.preemptible,
      labels: {},
      graceMs: attempt.graceMs,
    }),
    observe: (report) => {
      if (leader !== undefined) watch(leader, report);
    },
  };
  let leader: Leader | undefined;
  const watch = observer(world);
  world.leaders += 1;
  const term = async (): Promise<void> => {
    const options = {
      instance: `scheduler-${world.leaders}`,
      halfLifeMs: 7 * 24 * HOUR_MS,
      tuning: world.tuning,
      pollMs: 5000,
      journalEntries: JOURNAL_ENTRIES,
      filedAtOnce: 100,
    };
    leader = await takeOver(world.options.tamper?.(ports) ?? ports, options, ahead);
    await leader.run(new AbortController().signal);
  };
  void term()
    .catch((error: unknown) => {
      if (error instanceof FencedError || error instanceof StoreUnavailableError) return;
      world.ledger.complain(`the loop threw ${error instanceof Error ? (error.stack ?? "") : String(error)}`);
    })
    .then(() => {
      end();
      again(1000);
    });
}

/** What a task does, as its cluster is told in its environment. */
function environmentOf(world: World, taskId: string): Readonly<Record<string, string>> {
  const id = parseTaskId(taskId);
  const work = world.work.get(id?.job ?? 0)?.[id?.index ?? 0];
  if (work === undefined) {
    world.ledger.complain(`${taskId} is started, and nobody submitted it`);
    return {};
  }
  const { outcome, runMs } = work;
  switch (outcome) {
    case "user error":
      return { SIMULATED_MS: `${runMs}`, SIMULATED_EXIT: "1" };
    case "memory kill":
      return { SIMULATED_MS: `${Math.ceil(runMs / 2)}`, SIMULATED_EXIT: "137", SIMULATED_OOM: "1" };
    default:
      return { SIMULATED_MS: `${runMs}` };
  }
}

/** Each cycle is checked by what it changed, and each hour everything is counted anew and some of it explained. */
function observer(world: World): (leader: Leader, report: CycleReport) => void {
  const { beganMs, cluster, ledger, time, tuning } = world;
  const explained: string[] = [];
  const explain = explanationCheck({ ...tuning, problems: explained }, (explanation) => explanation);
  return (leader, report) => {
    ledger.turned(report.liveAttempts);
    const hour = Math.floor((time.nowMs() - beganMs) / HOUR_MS);
    if (hour <= ledger.recounts - 1) return;
    ledger.recount(cluster.agents(), leader);
    explain(leader, report);
    for (const problem of explained.splice(0)) ledger.complain(problem);
  };
}

/**
 * Where leaders are killed somebody stands by. What it has yet to read when it leads takes no more time than to load all
 * does, so that the day is the one that it would be with nobody there.
 */
function newStandby({ ledger, options, store, time, tuning }: World): StandingBy {
  if (!options.faults.has("scheduler")) return nobodyStandsBy();
  const standby = standingBy({
    random: seededRandom(options.seed + STANDING_BY),
    time,
    store,
    tuning,
    reading: options.reading ?? readAhead,
    problem: (text) => ledger.complain(text),
    withinMs: STANDS_BY_WITHIN_MS,
    isSlow: false,
    failure: 0.01,
    batch: 500,
    othersMax: 20_000,
    kept: Infinity,
  });
  time.after(DAY_MS, () => standby.stop()); // nobody is killed any more
  return standby;
}
