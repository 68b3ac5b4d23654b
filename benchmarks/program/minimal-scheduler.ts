import { Pool } from "undici";
import { createConnector } from "../../framework/connection/connections.ts";
import { openEventStream } from "../../framework/session/event-stream.ts";
import { DEFAULT_LIMITS } from "../../framework/connection/limits.ts";
import { SCHEDULER_PATH } from "../../framework/detection/redirect.ts";
import { encodeJson } from "../../proto/codec.ts";
import type { FrameworkInfo, Offer, SchedulerCall, TaskStatus } from "../../proto/generated/types.ts";

/** Speaks the scheduler HTTP API and keeps nothing: what is measured is the master. Updates are acknowledged at once. */
export interface MinimalScheduler extends AsyncDisposable {
  call(call: SchedulerCall): void;
  /** Resolves when every call so far was answered. Rejects with the first that was refused, or with the stream's end. */
  answered(): Promise<void>;
}

export interface MinimalSchedulerOptions {
  readonly masterUrl: string;
  readonly info: FrameworkInfo;
  readonly onOffers: (offers: readonly Offer[]) => void;
  readonly onUpdate: (status: TaskStatus) => void;
}

/** Calls go over that many connections: acknowledgements and launches on different offers need no order. */
const CONNECTIONS = 4;

export async function subscribeMinimalScheduler({
  masterUrl,
  info,
  onOffers,
  onUpdate,
}: MinimalSchedulerOptions): Promise<MinimalScheduler> {
  const pool = new Pool(masterUrl, { connections: CONNECTIONS, pipelining: 1 });
  let streamId = "";
  let frameworkId = "";
  let waiting: SchedulerCall[] = [];
  let next = 0;
  let underWay = 0;
  let failure: Error | undefined;
  let tellIdle = (): void => undefined;
  const subscribed = Promise.withResolvers<void>();

  const fail = (error: Error): void => {
    failure ??= error;
    subscribed.reject(failure);
    tellIdle();
  };
  const post = async (call: SchedulerCall): Promise<void> => {
    const response = await pool.request({
      method: "POST",
      path: SCHEDULER_PATH,
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        "mesos-stream-id": streamId,
      },
      body: encodeJson("mesos.v1.scheduler.Call", { framework_id: { value: frameworkId }, ...call }),
    });
    const text = await response.body.text();
    if (response.statusCode !== 202) throw new Error(`${call.type}: ${response.statusCode} ${text}`);
  };
  const pump = (): void => {
    while (underWay < CONNECTIONS && failure === undefined) {
      const call = waiting[next];
      if (call === undefined) break;
      next += 1;
      if (next === waiting.length) {
        waiting = [];
        next = 0;
      }
      underWay += 1;
      post(call)
        .catch((error: unknown) => fail(error instanceof Error ? error : new Error(String(error))))
        .finally(() => {
          underWay -= 1;
          pump();
        });
    }
    if (underWay === 0) tellIdle();
  };
  const call = (one: SchedulerCall): void => {
    waiting.push(one);
    pump();
  };

  const stream = openEventStream(
    {
      baseUrl: masterUrl,
      body: encodeJson("mesos.v1.scheduler.Call", {
        type: "SUBSCRIBE",
        subscribe: { framework_info: info },
      }),
      authorize: () => Promise.resolve(undefined),
      connect: createConnector(undefined, DEFAULT_LIMITS.connectTimeoutMs),
      recordBytesMax: DEFAULT_LIMITS.recordBytesMax,
      answerTimeoutMs: DEFAULT_LIMITS.heartbeatMs * DEFAULT_LIMITS.heartbeatsMissedMax,
      nowMs: Date.now,
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
    {
      opened: (id) => {
        streamId = id;
      },
      event(event) {
        if (event.subscribed !== undefined) {
          frameworkId = event.subscribed.framework_id.value;
          subscribed.resolve();
        }
        if (event.offers !== undefined) onOffers(event.offers.offers ?? []);
        const status = event.update?.status;
        if (status === undefined) return;
        const { agent_id, task_id, uuid } = status;
        if (agent_id !== undefined && uuid !== undefined)
          call({ type: "ACKNOWLEDGE", acknowledge: { agent_id, task_id, uuid } });
        onUpdate(status);
      },
      unreadable: (cause) => fail(new Error(cause)),
      answered: ({ status, body }) => fail(new Error(`SUBSCRIBE: ${status} ${body}`)),
      ended: (cause) => fail(new Error(cause)),
    },
  );
  await subscribed.promise;
  return {
    call,
    async answered() {
      while (failure === undefined && (underWay > 0 || next < waiting.length))
        await new Promise<void>((resolve) => {
          tellIdle = resolve;
        });
      if (failure !== undefined) throw failure;
    },
    async [Symbol.asyncDispose]() {
      await stream.close();
      await pool.destroy();
    },
  };
}
