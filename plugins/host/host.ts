import type { PluginKind } from "./contract.ts";
import { startChild, type PluginChild } from "./child-start.ts";
import { MESSAGE_MAX, type FromChild } from "./messages.ts";
import { shapeFault, type Shape } from "./shapes.ts";
import { createStanding, type Standing } from "./standing.ts";

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

export function createHost(plugin: LoadedPlugin, options: HostOptions): Host {
  return new PluginHost(plugin, options);
}

class PluginHost implements Host {
  readonly plugin: LoadedPlugin;
  readonly #options: HostOptions;
  readonly #standing: Standing;
  #running: PluginProcess | undefined;
  #lastWhy = "";
  #isStopped = false;
  /** Of a process that ended: however many calls it ends, it is one failure. */
  readonly #told = new WeakSet<PluginFailure>();

  constructor(plugin: LoadedPlugin, options: HostOptions) {
    this.plugin = plugin;
    this.#options = options;
    this.#standing = createStanding(options.nowMs);
  }

  trouble(): string | undefined {
    const { kind, name } = this.plugin;
    const forMs = this.#standing.asideForMs();
    if (forMs === 0) return undefined;
    return `the plugin ${name} (${kind}) is set aside for ${Math.ceil(forMs / 1000)} s: it ${this.#lastWhy}`;
  }

  end(why: string): void {
    this.#running?.end(why);
  }

  async call(method: string, args: readonly unknown[], shape?: Shape): Promise<unknown> {
    const { name } = this.plugin;
    const why = this.#isStopped ? `the plugin ${name} is stopped` : this.trouble();
    if (why !== undefined) {
      this.#observe({ type: "call", outcome: "refused" });
      throw new PluginFailure(why);
    }
    try {
      this.#running ??= this.#start();
      const value = await this.#running.ask(method, args);
      const fault = shape === undefined ? undefined : shapeFault(shape, value);
      if (fault !== undefined)
        throw new PluginFailure(`the plugin ${name} answered ${method} with what is not right: ${fault}`);
      this.#isFine();
      return value;
    } catch (error) {
      if (error instanceof PluginAnswer) {
        this.#isFine();
        throw error;
      }
      this.#observe({ type: "call", outcome: "failed" });
      if (error instanceof PluginFailure && !this.#told.has(error))
        this.#failed(method, whyOf(error, this.plugin));
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const running = this.#running;
    running?.end("is stopped");
    await running?.kill();
  }

  #start(): PluginProcess {
    const { answers = [], heard, lost, nowMs } = this.#options;
    const running: PluginProcess = new PluginProcess(this.plugin, {
      answers,
      nowMs,
      said: (text) => this.#observe({ type: "said", text }),
      heard: (event) => heard?.(event),
      ended: (why, failure) => {
        if (this.#running === running) this.#running = undefined;
        this.#told.add(failure);
        if (this.#isStopped) return;
        this.#failed("process", why);
        lost?.(why);
      },
    });
    return running;
  }

  #isFine(): void {
    this.#standing.fine();
    this.#observe({ type: "call", outcome: "fine" });
  }

  #failed(call: string, why: string): void {
    this.#lastWhy = why;
    this.#observe({ type: "failed", call, why });
    const forMs = this.#standing.failed();
    if (forMs !== undefined) this.#observe({ type: "aside", forMs, why });
  }

  #observe(event: PluginEvent): void {
    this.#options.observe(this.plugin, event);
  }
}

interface ProcessOptions {
  readonly nowMs: () => number;
  /** Names of errors that are answers like others. */
  readonly answers: readonly string[];
  readonly said: (text: string) => void;
  readonly heard: (event: unknown) => void;
  /** @param failure  of all calls that it ended */
  readonly ended: (why: string, failure: PluginFailure) => void;
}

/** One process of a plugin, from its start to its end. */
class PluginProcess {
  readonly #plugin: LoadedPlugin;
  readonly #options: ProcessOptions;
  readonly #child: PluginChild;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #started = Promise.withResolvers<void>();
  readonly #startTimer: NodeJS.Timeout;
  #isOver = false;
  #nextId = 1;
  /** The second that messages are counted in, and how many came in it. */
  #second = 0;
  #messages = 0;

  constructor(plugin: LoadedPlugin, options: ProcessOptions) {
    this.#plugin = plugin;
    this.#options = options;
    const { base, memoryMib, module, timeoutMs } = plugin;
    this.#child = startChild({
      memoryMib,
      wrote: options.said,
      told: (text) => this.#heard(text),
      ended: (why) => this.end(why),
    });
    this.#started.promise.catch(() => undefined); // those who call it hear of it
    this.#startTimer = setTimeout(() => this.end(`was not ready within ${START_MS / 1000} s`), START_MS);
    this.#child.send({ module, base, options: plugin.options, purpose: "serve", timeoutMs });
  }

  async ask(method: string, args: readonly unknown[]): Promise<unknown> {
    const { name, timeoutMs } = this.#plugin;
    await this.#started.promise;
    if (this.#pending.size >= PENDING_MAX)
      throw new PluginFailure(`the plugin ${name} has ${PENDING_MAX} calls to answer`);
    const id = this.#nextId++;
    const waiting = Promise.withResolvers<unknown>();
    this.#pending.set(id, waiting);
    const timer = setTimeout(
      () => this.end(`did not answer ${method} within ${timeoutMs / 1000} s`),
      timeoutMs,
    );
    try {
      this.#child.send({ id, method, args });
      return await waiting.promise;
    } finally {
      clearTimeout(timer);
      this.#pending.delete(id);
    }
  }

  /** All that wait for it are told why. */
  end(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#startTimer);
    const failure = new PluginFailure(`the plugin ${this.#plugin.name} ${why}`);
    this.#started.reject(failure);
    for (const { reject } of this.#pending.values()) reject(failure);
    this.#pending.clear();
    void this.#child.kill();
    this.#options.ended(why, failure);
  }

  /** Resolves when it is gone. */
  kill(): Promise<void> {
    return this.#child.kill();
  }

  #heard(text: unknown): void {
    if (this.#isOver) return;
    this.#count();
    if (typeof text !== "string" || text.length > MESSAGE_MAX || this.#messages > MESSAGES_PER_SECOND_MAX)
      return this.end("told more than it may");
    const message = read(text);
    if (message === undefined) return this.end("told what cannot be read");
    switch (message.type) {
      case "about":
        return;
      case "ready":
        clearTimeout(this.#startTimer);
        return this.#started.resolve();
      case "faults":
        return this.end(message.faults.join("; "));
      case "log":
        return this.#options.said(message.message);
      case "event":
        return this.#options.heard(message.event);
      case "answer":
        return this.#pending.get(message.id)?.resolve(message.value);
      case "thrown":
        return this.#pending.get(message.id)?.reject(this.#errorOf(message.name, message.message));
      case "fatal":
        return this.end(`failed: ${message.message}`);
      default:
        return message satisfies never;
    }
  }

  #count(): void {
    const second = Math.floor(this.#options.nowMs() / 1000);
    this.#messages = second === this.#second ? this.#messages + 1 : 1;
    this.#second = second;
  }

  #errorOf(name: string, why: string): Error {
    return this.#options.answers.includes(name)
      ? new PluginAnswer(name, why)
      : new PluginFailure(`the plugin ${this.#plugin.name} failed: ${why}`);
  }
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
