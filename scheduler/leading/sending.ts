import type { NewJob } from "../../jobs/life/job.ts";
import { withChanges } from "../../jobs/life/spec-changes.ts";
import type { Backend, LaunchOrder, StatusUpdate, TaskLaunch } from "../../offers/backend.ts";
import type { Store } from "../../store/store.ts";
import type { BackendCall, CoreInput, Decision, LaunchPlan, PlannedAttempt } from "../state/decision.ts";
import { readableJobs } from "./loading.ts";

export interface Sender {
  readonly backends: ReadonlyMap<string, Backend>;
  readonly prepare: (job: NewJob, attempt: PlannedAttempt) => Promise<TaskLaunch>;
  /** Where tasks that cannot be prepared are reported. */
  readonly queue: CoreInput[];
}

/** The jobs that are launched, with the changes that the same decision makes: the store does not know these yet. */
export async function bodiesOf(
  store: Store,
  { calls, records }: Decision,
): Promise<ReadonlyMap<number, NewJob>> {
  const ids = new Set<number>();
  for (const call of calls)
    if (call.type === "launch") for (const { job } of call.order.attempts) ids.add(job);
  if (ids.size === 0) return new Map();
  const bodies = new Map((await readableJobs(store, [...ids])).map((job) => [job.id, job]));
  for (const record of records) {
    if (record.type !== "job" || record.event.type !== "changed") continue;
    const body = bodies.get(record.job);
    if (body === undefined) continue;
    bodies.set(body.id, { ...body, spec: withChanges(body.spec, record.event.changes) });
  }
  return bodies;
}

/** One call to the cluster that it names. */
export async function send(
  sender: Sender,
  call: BackendCall,
  bodies: ReadonlyMap<number, NewJob>,
): Promise<void> {
  const backend = sender.backends.get(call.backend);
  if (backend === undefined) throw new Error(`no backend ${call.backend}`);
  switch (call.type) {
    case "launch":
      backend.launch(await orderOf(sender, call.backend, call.order, bodies));
      return;
    case "decline":
      backend.decline(call.offerIds, call.refuseMs);
      return;
    case "suppress":
      backend.suppress();
      return;
    case "revive":
      backend.revive();
      return;
    case "want":
      backend.want(call.wishes);
      return;
    case "reserve":
      backend.reserve(call.order);
      return;
    case "unreserve":
      backend.unreserve(call.order);
      return;
    case "reconcile_operations":
      backend.reconcileOperations(call.operations);
      return;
    case "answer_maintenance":
      backend.answerMaintenance(call.requestIds, call.accept, call.refuseMs);
      return;
    case "kill":
      backend.kill(call.task, call.graceMs);
      return;
    case "pause":
      backend.pause?.(call.task);
      return;
    case "resume":
      backend.resume?.(call.task);
      return;
    case "reconcile":
      backend.reconcile(call.tasks);
      return;
    case "acknowledge":
      backend.acknowledge(call.update);
      return;
    default:
      call satisfies never;
  }
}

/** A task that cannot be prepared (disk full, script unreadable) fails as a launch, and the others go on. */
async function orderOf(
  { prepare, queue }: Sender,
  backend: string,
  plan: LaunchPlan,
  bodies: ReadonlyMap<number, NewJob>,
): Promise<LaunchOrder> {
  const tasks: TaskLaunch[] = [];
  const prepared = await Promise.allSettled(
    plan.attempts.map(async (attempt) => {
      const job = bodies.get(attempt.job);
      if (job === undefined)
        throw new Error(`job ${attempt.job} has no body in the store that could be read`);
      return prepare(job, attempt);
    }),
  );
  prepared.forEach((result, at) => {
    const attempt = plan.attempts[at];
    if (attempt === undefined) return;
    if (result.status === "fulfilled") {
      tasks.push(result.value);
      return;
    }
    const message = result.reason instanceof Error ? result.reason.message : String(result.reason);
    const update: StatusUpdate = {
      taskId: attempt.taskId,
      agentId: plan.agentId,
      state: "error",
      message,
      reconciliation: false,
    };
    queue.push({ type: "backend", backend, event: { type: "status", update } });
  });
  return { agentId: plan.agentId, offerIds: plan.offerIds, tasks, refuseMs: plan.refuseMs };
}
