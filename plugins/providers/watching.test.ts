import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Attempt, Job } from "../../jobs/life/job.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import { PluginFailure, type Host } from "../host/host.ts";
import { runWatcher } from "./watching.ts";
import type { WatchedTask, WatcherRequest } from "../ports/watcher.ts";

/** Only what is looked at. */
const job = {
  id: 1,
  user: "ada",
  spec: { name: "n", project: "p", queue: "q", labels: {} },
} as unknown as Job;
const attempt = {
  job: 1,
  attempt: 1,
  taskId: "1.1.1",
  state: "running",
  launchedAtMs: 1,
  runningAtMs: 2,
  placement: { backend: "mesos", agentId: "a", hostname: "h", access: "" },
} as unknown as Attempt;

/** So many looks at one job that runs. @param look  what the watcher asks for, or throws */
async function looks(
  count: number,
  look: (tasks: readonly WatchedTask[], at: number) => readonly WatcherRequest[],
  more: { readonly act?: () => Promise<void>; readonly wantsOutputSize?: boolean } = {},
): Promise<{ readonly done: readonly WatcherRequest[]; readonly troubles: readonly unknown[] }> {
  const over = new AbortController();
  const done: WatcherRequest[] = [];
  const troubles: unknown[] = [];
  let at = 0;
  let sleeps = 0;
  const host: Host = {
    plugin: {
      name: "w",
      kind: "watcher",
      contract: 1,
      use: "w",
      module: "w",
      base: "",
      options: {},
      timeoutMs: 1,
      memoryMib: 1,
    },
    call: async (method, [tasks]) =>
      method === "rhythm"
        ? { everySeconds: 5, wantsOutputSize: more.wantsOutputSize ?? false }
        : look(tasks as readonly WatchedTask[], (at += 1)), // what the loop passes
    trouble: () => undefined,
    end: () => undefined,
    stop: async () => undefined,
  };
  await runWatcher(
    host,
    {
      store: {
        async *liveJobs() {
          yield [{ job, live: [attempt] }];
        },
      },
      outputBytes: async () => 42,
      act: async (_watcher, request) => {
        await more.act?.();
        done.push(request);
      },
      nowMs: () => 0,
      clock: {
        monotonicMs: () => 0,
        sleep: async () => {
          sleeps += 1;
          if (sleeps >= count) over.abort();
        },
      },
      trouble: (_watcher, error) => void troubles.push(error),
    },
    over.signal,
  );
  return { done, troubles };
}

const KILL: WatcherRequest = { job: 1, action: "kill", reason: "r" };

describe("a watcher", () => {
  it("is shown what runs, with the size of output where it wants it", async () => {
    let shown: readonly WatchedTask[] = [];
    await looks(1, (tasks) => ((shown = tasks), []), { wantsOutputSize: true });
    assert.deepEqual(
      shown.map(({ job: id, outputBytes, runningSinceMs, user }) => ({
        id,
        outputBytes,
        runningSinceMs,
        user,
      })),
      [{ id: 1, outputBytes: 42, runningSinceMs: 2, user: "ada" }],
    );
  });

  it("has its way once as long as it goes on asking", async () => {
    const { done } = await looks(4, (_tasks, at) => (at === 3 ? [] : [KILL, KILL]));
    assert.deepEqual(done, [KILL, KILL]); // at the first look and, after it had stopped asking, at the fourth
  });

  it("cannot touch jobs that it was not shown", async () => {
    assert.deepEqual((await looks(1, () => [{ ...KILL, job: 2 }])).done, []);
  });

  it("has its way later when it could not be done", async () => {
    let tries = 0;
    const { done, troubles } = await looks(2, () => [KILL], {
      act: async () => {
        tries += 1;
        if (tries === 1) throw new StoreUnavailableError("away");
      },
    });
    assert.deepEqual([done, troubles.length], [[KILL], 1]);
  });

  it("that fails is left out of that look", async () => {
    const { done, troubles } = await looks(2, (_tasks, at) => {
      if (at === 1) throw new PluginFailure("it failed");
      return [KILL];
    });
    assert.deepEqual([done, troubles], [[KILL], []]);
  });
});
