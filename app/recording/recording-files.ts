import { mkdir, open, readdir, rm, stat, type FileHandle } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Recorder } from "../../scheduler/leading/leader-ports.ts";
import { lineWriter } from "../../scheduler/recording/lines.ts";
import type { CoreCall } from "../../scheduler/recording/recorded-core.ts";
import { blockOf } from "./recording-blocks.ts";

export interface RecordingSettings {
  readonly enabled: boolean;
  readonly directory: string;
  /** Of all files together. */
  readonly maxBytes: number;
}

export interface RecordingStatus {
  readonly state: "recording" | "paused" | "off";
  /** Why it is paused. */
  readonly cause?: string;
  /** Written by this process. */
  readonly bytes: number;
}

/** The recording of one process: one core after the other, each in a file of its own. */
export interface RecordingFiles extends Recorder {
  status(): RecordingStatus;
  /** Writes what is left. */
  close(): Promise<void>;
}

export const RECORDING_SUFFIX = ".recording.zst";

/** Calls are made into text in slices of that length, between the turns. */
const SLICE_MS = 4;
const SLICE_CALLS = 16;
const FLUSH_MS = 200;
const BLOCK_CHARS = 256 * 1024;
/** More calls that wait mean that the disk does not keep up. */
const WAITING_MAX = 100_000;
/** A core that is loaded with more jobs is not recorded: it would take its first decision later for it. */
const LOADED_MAX = 200_000;
const TOO_MANY_JOBS = `more than ${LOADED_MAX} jobs are live`;
/** From that part of the bound on, and from that age on, another core is wanted. */
const FILE_PART = 8;
const FILE_MS = 86_400_000;
/** After a fault it is tried again so late. */
const AGAIN_MS = 600_000;

/** What is recorded of one core. */
interface Segment {
  readonly path: string;
  readonly beganMs: number;
  readonly write: (call: CoreCall) => string;
  waiting: CoreCall[];
  loaded: number;
  bytes: number;
  file: FileHandle | undefined;
  /** Nothing more comes. */
  isOver: boolean;
}

interface RecordingOptions {
  /** As they are now. */
  readonly settings: () => RecordingSettings;
  readonly nowMs: () => number;
  /** Told when it pauses, and with `undefined` when it goes on. */
  readonly report: (cause: string | undefined) => void;
}

/**
 * Keeps calls, makes text of them when the turns leave time for it, and writes blocks. Nothing here makes a turn wait
 * or fail: on any fault the recording pauses until another core begins, and says why.
 */
export function openRecording(options: RecordingOptions): RecordingFiles {
  return new SegmentedRecording(options);
}

class SegmentedRecording implements RecordingFiles {
  readonly #options: RecordingOptions;
  readonly #segments: Segment[] = [];
  #current: Segment | undefined;
  #cause: string | undefined;
  #pausedMs = -Infinity;
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;

  constructor(options: RecordingOptions) {
    this.#options = options;
  }

  /** A field, because the core is given it alone. */
  readonly record = (call: CoreCall): void => {
    if (call.type === "begin") this.#begin(call.options.epoch);
    const current = this.#current;
    if (current === undefined) return;
    if (!this.#options.settings().enabled) return this.#leaveCurrent();
    current.waiting.push(call);
    if (call.type === "job") current.loaded += 1;
    if (current.loaded > LOADED_MAX) this.#pause(current, TOO_MANY_JOBS);
    else if (current.waiting.length > WAITING_MAX) this.#pause(current, "the disk does not keep up");
    this.#schedule();
  };

  wantsJobs(jobs: number): boolean {
    const { enabled } = this.#options.settings();
    if (enabled && jobs <= LOADED_MAX) return true;
    this.#leaveCurrent();
    if (enabled) this.#tellCause(TOO_MANY_JOBS);
    return false;
  }

  wantsNewCore(): boolean {
    const { nowMs, settings } = this.#options;
    const { enabled, maxBytes } = settings();
    if (!enabled) return false;
    const current = this.#current;
    if (current === undefined) return nowMs() - this.#pausedMs >= AGAIN_MS;
    const isOld = current.bytes > 0 && nowMs() - current.beganMs >= FILE_MS;
    return current.bytes > maxBytes / FILE_PART || isOld;
  }

  status(): RecordingStatus {
    const cause = this.#cause;
    const isPaused = this.#current === undefined && cause !== undefined;
    return {
      state: !this.#options.settings().enabled ? "off" : isPaused ? "paused" : "recording",
      ...(cause === undefined ? {} : { cause }),
      bytes: this.#bytes,
    };
  }

  async close(): Promise<void> {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#leaveCurrent();
    await this.#writing;
    await this.#flush();
  }

  #begin(epoch: number): void {
    const { nowMs, report, settings } = this.#options;
    const { directory, enabled } = settings();
    this.#leaveCurrent();
    if (!enabled) return;
    const stamp = new Date(nowMs()).toISOString().replaceAll(/[-:.]/g, "");
    this.#current = {
      path: join(directory, `${stamp}-${epoch}${RECORDING_SUFFIX}`),
      beganMs: nowMs(),
      write: lineWriter(),
      waiting: [],
      loaded: 0,
      bytes: 0,
      file: undefined,
      isOver: false,
    };
    this.#segments.push(this.#current);
    if (this.#cause !== undefined) report(undefined);
    this.#cause = undefined;
  }

  /** What came is written still; nothing more comes. */
  #leaveCurrent(): void {
    if (this.#current !== undefined) this.#current.isOver = true;
    this.#current = undefined;
  }

  #pause(segment: Segment, why: string): void {
    segment.waiting = [];
    segment.isOver = true;
    if (segment !== this.#current) return;
    this.#current = undefined;
    this.#tellCause(why);
  }

  #tellCause(why: string): void {
    this.#cause = why;
    this.#pausedMs = this.#options.nowMs();
    this.#options.report(why);
  }

  #schedule(): void {
    if (this.#writing !== undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#flush();
    }, FLUSH_MS);
    this.#timer.unref();
  }

  #flush(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  /** Of one core after the other, until nothing waits. */
  async #writeAll(): Promise<void> {
    const segments = this.#segments;
    for (let segment = segments[0]; segment !== undefined; segment = segments[0]) {
      try {
        while (segment.waiting.length > 0) await this.#writeWaiting(segment);
        if (!segment.isOver) return;
        segments.shift();
        await segment.file?.close();
      } catch (error) {
        if (segment === segments[0]) segments.shift();
        this.#pause(segment, error instanceof Error ? error.message : String(error));
        await segment.file?.close().catch(() => undefined);
      }
    }
  }

  async #writeWaiting(segment: Segment): Promise<void> {
    const calls = segment.waiting;
    segment.waiting = [];
    let lines: string[] = [];
    let chars = 0;
    let sliceMs = performance.now();
    for (const [at, call] of calls.entries()) {
      const line = segment.write(call);
      lines.push(line);
      chars += line.length + 1;
      if (chars >= BLOCK_CHARS) {
        await this.#append(segment, lines);
        lines = [];
        chars = 0;
      }
      if (at % SLICE_CALLS === 0 && performance.now() - sliceMs > SLICE_MS) {
        await new Promise((resolve) => setImmediate(resolve));
        sliceMs = performance.now();
      }
    }
    if (lines.length > 0) await this.#append(segment, lines);
  }

  async #append(segment: Segment, lines: readonly string[]): Promise<void> {
    const { directory, maxBytes } = this.#options.settings();
    const block = await blockOf(`${lines.join("\n")}\n`);
    if (segment.file === undefined) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      segment.file = await open(segment.path, "a", 0o600);
    }
    await segment.file.appendFile(block);
    segment.bytes += block.length;
    this.#bytes += block.length;
    await preemptFor(directory, maxBytes, segment.path);
    if (segment.bytes > maxBytes) {
      const why = `what one scheduler did fills recording.maxSize (${maxBytes} bytes) before there was a quiet moment to begin anew`;
      this.#pause(segment, why);
    }
  }
}

/** Deletes the oldest recordings until the bound is kept; never the one that is written. */
async function preemptFor(directory: string, maxBytes: number, keeps: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(RECORDING_SUFFIX)).sort();
  const files = await Promise.all(
    names.map(async (name) => {
      // Another scheduler of this machine may have deleted it just now.
      const found = await stat(join(directory, name)).catch(() => undefined);
      return { name, size: found?.size ?? 0 };
    }),
  );
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { name, size } of files) {
    if (total <= maxBytes) return;
    if (name === basename(keeps)) continue;
    await rm(join(directory, name), { force: true });
    total -= size;
  }
}
