import type { PluginKind } from "./contract.ts";
import { startChild, type PluginChild } from "./child-start.ts";
import { MESSAGE_MAX, type FromChild } from "./messages.ts";
import { shapeFault, type Shape } from "./shapes.ts";
import { createStanding } from "./standing.ts";

/** A plugin that was looked at, with all that is needed to run it. */
export interface LoadedPlugin {
  readonly name: string;
  readonly kind: PluginKind;
  readonly contract: number;
  /** As it is configured, for people. */
  readonly use: string;
  /** URL of its module, or the name of its package. */
  readonly module: string;
  /** URL of the directory from which its package is looked for. */
  readonly base: string;
  readonly options: unknown;
  /** Of one call. */
  readonly timeoutMs: number;
  readonly memoryMib: number;
}

/** For logs and metrics. */
export type PluginEvent =
  | { readonly type: "call"; readonly outcome: "fine" | "failed" | "refused" }
  | { readonly type: "failed"; readonly call: string; readonly why: string }
  | { readonly type: "aside"; readonly forMs: number; readonly why: string }
  /** What it wants to have in the log. */
  | { readonly type: "said"; readonly text: string };

export type ObservePlugin = (plugin: LoadedPlugin, event: PluginEvent) => void;

/** A plugin in a process of its own, which is started when it is first called, and anew after it failed. */
export interface Host {
  readonly plugin: LoadedPlugin;
  /**
   * @param shape  of the answer; `undefined` is right without one only
   * @throws PluginFailure  it threw, took too long, ended, answered what is not right, or is set aside
   */
  call(method: string, args: readonly unknown[], shape?: Shape): Promise<unknown>;
  /** Why it is not called just now, for operators. */
  trouble(): string | undefined;
  /** Its process is of no use any more: as if it had failed by itself. @param why  as a sentence goes on */
  end(why: string): void;
  stop(): Promise<void>;
}

export interface HostOptions {
  readonly nowMs: () => number;
  readonly observe: ObservePlugin;
  /** What it tells by itself: executors do. */
  readonly heard?: (event: unknown) => void;
  /** Its process is gone, though nobody stopped it. */
  readonly lost?: (why: string) => void;
  /** Names of errors that are answers like others. */
  readonly answers?: readonly string[];
}

/** No answer came of a call. The message is for operators. */
export class PluginFailure extends Error {
  override readonly name = "PluginFailure";
}

/** An error that is an answer; `of` is its name in the plugin. */
export class PluginAnswer extends Error {
  override readonly name = "PluginAnswer";
  readonly of: string;
  constructor(of: string, message: string) {
    super(message);
    this.of = of;
  }
}

/** Of loading and making it. */
const START_MS = 30_000;
const PENDING_MAX = 1000;
/** More in one second, and it is not in its right mind. */
const MESSAGES_PER_SECOND_MAX = 20_000;

interface Running {
  readonly child: PluginChild;
  readonly pending: Map<number, PromiseWithResolvers<unknown>>;
  readonly ready: Promise<void>;
  /** Ends it; all that wait for it are told why. */
  end(why: string): void;
}

export function createHost(plugin: LoadedPlugin, options: HostOptions): Host {
  const { answers = [], nowMs, observe } = options;
  const standing = createStanding(nowMs);
  let running: Running | undefined;
  let lastWhy = "";
  let nextId = 1;
  let isStopped = false;
  /** Of a process that ended: however many calls it ends, it is one failure. */
  const told = new WeakSet<PluginFailure>();

  const failed = (call: string, why: string): void => {
    lastWhy = why;
    observe(plugin, { type: "failed", call, why });
    const forMs = standing.failed();
    if (forMs !== undefined) observe(plugin, { type: "aside", forMs, why });
  };

  const start = (): Running => {
    const { base, memoryMib, module, timeoutMs } = plugin;
    const child = startChild({
      memoryMib,
      wrote: (text) => observe(plugin, { type: "said", text }),
      told: (text) => heard(text),
      ended: (why) => own.end(why),
    });
    const pending = new Map<number, PromiseWithResolvers<unknown>>();
    const started = Promise.withResolvers<void>();
    started.promise.catch(() => undefined); // those who call it hear of it
    let isOver = false;
    const own: Running = {
      child,
      pending,
      ready: started.promise,
      end(why) {
        if (isOver) return;
        isOver = true;
        clearTimeout(timer);
        if (running === own) running = undefined;
        if (!isStopped) failed("process", why);
        const failure = new PluginFailure(`the plugin ${plugin.name} ${why}`);
        told.add(failure);
        started.reject(failure);
        for (const { reject } of pending.values()) reject(failure);
        pending.clear();
        void child.kill();
        if (!isStopped) options.lost?.(why);
      },
    };
    const timer = setTimeout(() => own.end(`was not ready within ${START_MS / 1000} s`), START_MS);
    let second = 0;
    let messages = 0;
    const heard = (text: unknown): void => {
      if (isOver) return;
      const now = Math.floor(nowMs() / 1000);
      messages = now === second ? messages + 1 : 1;
      second = now;
      if (typeof text !== "string" || text.length > MESSAGE_MAX || messages > MESSAGES_PER_SECOND_MAX)
        return own.end("told more than it may");
      const message = read(text);
      if (message === undefined) return own.end("told what cannot be read");
      switch (message.type) {
        case "about":
          return;
        case "ready":
          clearTimeout(timer);
          return started.resolve();
        case "faults":
          return own.end(message.faults.join("; "));
        case "log":
          return observe(plugin, { type: "said", text: message.message });
        case "event":
          return options.heard?.(message.event);
        case "answer":
          pending.get(message.id)?.resolve(message.value);
          return;
        case "thrown": {
          const { id, message: why, name } = message;
          const error = answers.includes(name)
            ? new PluginAnswer(name, why)
            : new PluginFailure(`the plugin ${plugin.name} failed: ${why}`);
          pending.get(id)?.reject(error);
          return;
        }
        case "fatal":
          return own.end(`failed: ${message.message}`);
        default:
          return message satisfies never;
      }
    };
    child.send({ module, base, options: plugin.options, purpose: "serve", timeoutMs });
    return own;
  };

  const ask = async (method: string, args: readonly unknown[]): Promise<unknown> => {
    const own = (running ??= start());
    await own.ready;
    if (own.pending.size >= PENDING_MAX)
      throw new PluginFailure(`the plugin ${plugin.name} has ${PENDING_MAX} calls to answer`);
    const id = nextId++;
    const waiting = Promise.withResolvers<unknown>();
    own.pending.set(id, waiting);
    const timer = setTimeout(
      () => own.end(`did not answer ${method} within ${plugin.timeoutMs / 1000} s`),
      plugin.timeoutMs,
    );
    try {
      own.child.send({ id, method, args });
      return await waiting.promise;
    } finally {
      clearTimeout(timer);
      own.pending.delete(id);
    }
  };

  const trouble = (): string | undefined => {
    const forMs = standing.asideForMs();
    if (forMs === 0) return undefined;
    return `the plugin ${plugin.name} (${plugin.kind}) is set aside for ${Math.ceil(forMs / 1000)} s: it ${lastWhy}`;
  };

  return {
    plugin,
    trouble,
    end: (why) => running?.end(why),
    async call(method, args, shape) {
      const why = isStopped ? `the plugin ${plugin.name} is stopped` : trouble();
      if (why !== undefined) {
        observe(plugin, { type: "call", outcome: "refused" });
        throw new PluginFailure(why);
      }
      try {
        const value = await ask(method, args);
        const fault = shape === undefined ? undefined : shapeFault(shape, value);
        if (fault !== undefined)
          throw new PluginFailure(
            `the plugin ${plugin.name} answered ${method} with what is not right: ${fault}`,
          );
        standing.fine();
        observe(plugin, { type: "call", outcome: "fine" });
        return value;
      } catch (error) {
        if (error instanceof PluginAnswer) {
          standing.fine();
          observe(plugin, { type: "call", outcome: "fine" });
          throw error;
        }
        observe(plugin, { type: "call", outcome: "failed" });
        if (error instanceof PluginFailure && !told.has(error)) failed(method, whyOf(error, plugin));
        throw error;
      }
    },
    async stop() {
      isStopped = true;
      const { child } = running ?? {};
      running?.end("is stopped");
      await child?.kill();
    },
  };
}

function whyOf({ message }: PluginFailure, { name }: LoadedPlugin): string {
  return message.replace(`the plugin ${name} `, "");
}

function read(text: string): FromChild | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("type" in value)) return undefined;
    return value as FromChild; // `child.ts` made it
  } catch {
    return undefined;
  }
}
