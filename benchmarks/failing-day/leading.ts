import { parseTaskId } from "../../jobs/job.ts";
import { takeOver, type Leader, type LeaderPorts, type TurnReport } from "../../scheduler/leader.ts";
import { explanationCheck } from "../../scheduler/simulation/explanations.ts";
import { startProcess } from "../../scheduler/simulation/faulty-store.ts";
import { waiting } from "../../scheduler/simulation/waiting.ts";
import { FencedError, StoreUnavailableError } from "../../store/store.ts";
import { failingStore } from "./store.ts";
import { HOUR_MS, type World } from "./world.ts";

const JOURNAL_ENTRIES = 2000;

/** One scheduler after the other. */
export function lead(world: World): void {
  if (world.isOver) return;
  const process = startProcess();
  const { random, time } = world;
  const pauses = waiting(time, process);
  world.leading = { process, wake: pauses.wake };
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
    leader = await takeOver(world.options.tamper?.(ports) ?? ports, {
      instance: `scheduler-${world.leaders}`,
      halfLifeMs: 7 * 24 * HOUR_MS,
      tuning: world.tuning,
      pollMs: 5000,
      journalEntries: JOURNAL_ENTRIES,
    });
    await leader.run(new AbortController().signal);
  };
  void term()
    .catch((error: unknown) => {
      if (error instanceof FencedError || error instanceof StoreUnavailableError) return;
      world.ledger.complain(`the loop threw ${error instanceof Error ? (error.stack ?? "") : String(error)}`);
    })
    .then(() => again(1000));
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

/** Each turn is checked by what it changed, and each hour everything is counted anew and some of it explained. */
function observer(world: World): (leader: Leader, report: TurnReport) => void {
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
