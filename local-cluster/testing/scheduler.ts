import { Agent, request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { decodeJson, encodeJson } from "../../proto/codec.ts";
import type {
  FrameworkInfo,
  Offer,
  SchedulerCall,
  SchedulerEvent,
  TaskInfo,
  TaskState,
  TaskStatus,
} from "../../proto/generated/types.ts";
import { RecordIoDecoder } from "../../proto/recordio.ts";

/** A small scheduler for tests of the cluster: it keeps what comes and lets the test wait for it. */
export interface TestScheduler extends AsyncDisposable {
  readonly frameworkId: string;
  readonly streamId: string;
  readonly events: readonly SchedulerEvent[];
  /** Answers with the status code. */
  call(call: SchedulerCall): Promise<number>;
  /** The first event not waited for before that satisfies the test. Rejects after `timeoutMs`. */
  wait(what: string, test: (event: SchedulerEvent) => boolean, timeoutMs?: number): Promise<SchedulerEvent>;
  offer(test?: (offer: Offer) => boolean): Promise<Offer>;
  status(taskId: string, state: TaskState): Promise<TaskStatus>;
  /** Ends the stream without teardown. */
  disconnect(): void;
}

export interface TestSchedulerOptions {
  readonly masterUrl: string;
  readonly info?: Partial<FrameworkInfo>;
  readonly authorization?: string;
  /** Default: every update is acknowledged at once. */
  readonly acknowledge?: boolean;
  readonly onEvent?: (event: SchedulerEvent) => void;
}

const PATH = "/api/v1/scheduler";

export async function subscribeTestScheduler(options: TestSchedulerOptions): Promise<TestScheduler> {
  const url = new URL(PATH, options.masterUrl);
  const calls = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = {
    "Content-Type": "application/json",
    Accept: "application/json",
    ...(options.authorization === undefined ? {} : { Authorization: options.authorization }),
  };
  const events: SchedulerEvent[] = [];
  const taken = new Set<SchedulerEvent>();
  const waiters = new Set<() => void>();
  let streamId = "";
  let frameworkId = options.info?.id?.value ?? "";
  let ended = false;

  const post = (
    body: string,
    agent: Agent | false,
    extra: Readonly<Record<string, string>>,
  ): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const request = httpRequest(url, { method: "POST", agent, headers: { ...headers, ...extra } });
      request.once("error", reject);
      request.once("response", resolve);
      request.end(body);
    });

  const call = async (message: SchedulerCall): Promise<number> => {
    const text = encodeJson("mesos.v1.scheduler.Call", { framework_id: { value: frameworkId }, ...message });
    const response = await post(text, calls, { "Mesos-Stream-Id": streamId });
    response.resume();
    await new Promise((resolve) => response.once("end", resolve));
    return response.statusCode ?? 0;
  };

  const receive = (event: SchedulerEvent): void => {
    events.push(event);
    if (event.subscribed !== undefined) frameworkId = event.subscribed.framework_id.value;
    const status = event.update?.status;
    if (options.acknowledge !== false && status?.uuid !== undefined && status.agent_id !== undefined) {
      const { agent_id, task_id, uuid } = status;
      // Refused when the test tears the framework down meanwhile; nobody waits for it then.
      call({ type: "ACKNOWLEDGE", acknowledge: { agent_id, task_id, uuid } }).catch(() => undefined);
    }
    options.onEvent?.(event);
    for (const waiter of waiters) waiter();
  };

  const subscribe: SchedulerCall = {
    type: "SUBSCRIBE",
    ...(options.info?.id === undefined ? {} : { framework_id: options.info.id }),
    subscribe: { framework_info: { ...aFrameworkInfo, ...options.info } },
  };
  const stream = await post(encodeJson("mesos.v1.scheduler.Call", subscribe), false, {});
  if (stream.statusCode !== 200) {
    stream.destroy();
    throw new Error(`SUBSCRIBE was answered ${stream.statusCode}`);
  }
  streamId = String(stream.headers["mesos-stream-id"]);
  const decoder = new RecordIoDecoder({ recordBytesMax: 64 * 1024 * 1024 });
  stream.on("data", (chunk: Buffer) => {
    for (const record of decoder.push(chunk)) receive(decodeJson("mesos.v1.scheduler.Event", record));
  });
  const end = (): void => {
    ended = true;
    for (const waiter of waiters) waiter();
  };
  stream.on("error", end); // a master that dies cuts its streams
  stream.on("close", end);

  const wait = (
    what: string,
    test: (event: SchedulerEvent) => boolean,
    timeoutMs = 15_000,
  ): Promise<SchedulerEvent> =>
    new Promise((resolve, reject) => {
      const finish = (act: () => void): void => {
        clearTimeout(timer);
        waiters.delete(look);
        act();
      };
      const look = (): void => {
        const found = events.find((event) => !taken.has(event) && test(event));
        if (found !== undefined) {
          taken.add(found);
          finish(() => resolve(found));
        } else if (ended)
          finish(() => reject(new Error(`the stream ended while waiting for ${what}: ${seen(events)}`)));
      };
      const timer = setTimeout(
        () => finish(() => reject(new Error(`no ${what} within ${timeoutMs} ms: ${seen(events)}`))),
        timeoutMs,
      );
      waiters.add(look);
      look();
    });

  await wait("SUBSCRIBED", ({ type }) => type === "SUBSCRIBED");
  const disconnect = (): void => {
    stream.destroy();
    calls.destroy();
  };
  return {
    get frameworkId() {
      return frameworkId;
    },
    streamId,
    events,
    call,
    wait,
    async offer(test = () => true) {
      const event = await wait("offer", ({ offers }) => (offers?.offers ?? []).some(test));
      const offer = event.offers?.offers?.find(test);
      if (offer === undefined) throw new Error("the event was chosen for its offer");
      return offer;
    },
    async status(taskId, state) {
      const event = await wait(
        `${state} of ${taskId}`,
        ({ update }) => update?.status.task_id.value === taskId && update.status.state === state,
      );
      if (event.update === undefined) throw new Error("the event was chosen for its update");
      return event.update.status;
    },
    disconnect,
    async [Symbol.asyncDispose]() {
      if (!ended) await call({ type: "TEARDOWN" }).catch(() => undefined); // the master may be gone
      disconnect();
    },
  };
}

function seen(events: readonly SchedulerEvent[]): string {
  const words = events
    .slice(-12)
    .map(({ type, update, error }) => `${type} ${update?.status.state ?? error?.message ?? ""}`.trim());
  return words.join(", ");
}

export const aFrameworkInfo: FrameworkInfo = {
  user: process.env["USER"] ?? "",
  name: "test",
  roles: ["test"],
  checkpoint: true,
  failover_timeout: 60,
  capabilities: [{ type: "MULTI_ROLE" }, { type: "PARTITION_AWARE" }, { type: "RESERVATION_REFINEMENT" }],
};

/** A valid command task for an offer: 0.1 cpus, 32 MiB. */
export function aTask(
  offer: Pick<Offer, "agent_id">,
  taskId: string,
  command: string,
  fields: Partial<TaskInfo> = {},
): TaskInfo {
  return {
    name: taskId,
    task_id: { value: taskId },
    agent_id: offer.agent_id,
    resources: [
      { name: "cpus", type: "SCALAR", scalar: { value: 0.1 } },
      { name: "mem", type: "SCALAR", scalar: { value: 32 } },
    ],
    command: { value: command },
    ...fields,
  };
}

export function launchCall(offer: Offer, tasks: readonly TaskInfo[], refuseSeconds = 0): SchedulerCall {
  return {
    type: "ACCEPT",
    accept: {
      offer_ids: [offer.id],
      operations: [{ type: "LAUNCH", launch: { task_infos: tasks } }],
      filters: { refuse_seconds: refuseSeconds },
    },
  };
}
