import { aSpec } from "../jobs/life/job.builders.ts";
import { taskIdOf } from "../jobs/life/job.ts";
import { aDocument, anEntry, event, filed } from "../store/store.builders.ts";
import type { Store } from "../store/store.ts";
import { aVector } from "./api.builders.ts";

export interface Ran {
  readonly user: string;
  readonly project?: string;
  /** RFC 3339. */
  readonly endedAt: string;
  readonly hours: number;
  readonly cpus?: number;
  readonly memMib?: number;
  readonly gpus?: number;
}

/** Jobs of one task that ran and have ended, and one that still runs. */
export async function haveRun(store: Store, ...jobs: readonly Ran[]): Promise<void> {
  for (const ran of jobs) {
    const id = await began(store, ran);
    const end = { state: "succeeded", exitCode: 0 } as const;
    const ended = event(id, { type: "ended", taskId: taskIdOf(id, undefined, 1, 1), end });
    const n = ((await store.lastEntry())?.n ?? 0) + 1;
    await store.append(anEntry(n, [ended], { atMs: Date.parse(ran.endedAt) }));
  }
  await began(store, { user: "ana", endedAt: new Date().toISOString(), hours: 5 });
}

async function began(store: Store, ran: Ran): Promise<number> {
  const { cpus = 1, endedAt, gpus = 0, hours, memMib = 1024, project = "bio", user } = ran;
  const id = await store.takeIds(1);
  await store.submit([aDocument(id, { user, spec: aSpec({ project }) })]);
  const taskId = taskIdOf(id, undefined, 1, 1);
  const start = {
    element: 0,
    attempt: 1,
    charged: 1,
    epoch: 1,
    taskId,
    placement: { backend: "mesos", agentId: "a1", hostname: "node1", access: "" },
    resources: aVector({ cpusMilli: cpus * 1000, memMib, gpus }),
  };
  const n = ((await store.lastEntry())?.n ?? 0) + 1;
  const records = [
    ...filed(id),
    event(id, { type: "launched", start }),
    event(id, { type: "running", taskId }),
  ];
  await store.append(anEntry(n, records, { atMs: Date.parse(endedAt) - hours * 3_600_000 }));
  return id;
}
