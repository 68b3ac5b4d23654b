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

/**
 * Keeps calls, makes text of them when the turns leave time for it, and writes blocks. Nothing here makes a turn wait
 * or fail: on any fault the recording pauses until another core begins, and says why.
 * @param settings  as they are now
 * @param report    told when it pauses, and with `undefined` when it goes on
 */
export function openRecording(options: {
  readonly settings: () => RecordingSettings;
  readonly nowMs: () => number;
  readonly report: (cause: string | undefined) => void;
}): RecordingFiles {
  const { nowMs, report, settings } = options;
  const segments: Segment[] = [];
  let current: Segment | undefined;
  let cause: string | undefined;
  let pausedMs = -Infinity;
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;

  const pause = (segment: Segment, why: string): void => {
    segment.waiting = [];
    segment.isOver = true;
    if (segment !== current) return;
    current = undefined;
    cause = why;
    pausedMs = nowMs();
    report(why);
  };
  const schedule = (): void => {
    if (writing !== undefined || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      void flush();
    }, FLUSH_MS);
    timer.unref();
  };
  const flush = (): Promise<void> => {
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
    return writing;
  };
  /** Of one core after the other, until nothing waits. */
  const writeAll = async (): Promise<void> => {
    for (let segment = segments[0]; segment !== undefined; segment = segments[0]) {
      try {
        while (segment.waiting.length > 0) await writeWaiting(segment);
        if (!segment.isOver) return;
        segments.shift();
        await segment.file?.close();
      } catch (error) {
        if (segment === segments[0]) segments.shift();
        pause(segment, error instanceof Error ? error.message : String(error));
        await segment.file?.close().catch(() => undefined);
      }
    }
  };
  const writeWaiting = async (segment: Segment): Promise<void> => {
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
        await append(segment, lines);
        lines = [];
        chars = 0;
      }
      if (at % SLICE_CALLS === 0 && performance.now() - sliceMs > SLICE_MS) {
        await new Promise((resolve) => setImmediate(resolve));
        sliceMs = performance.now();
      }
    }
    if (lines.length > 0) await append(segment, lines);
  };
  const append = async (segment: Segment, lines: readonly string[]): Promise<void> => {
    const { directory, maxBytes } = settings();
    const block = await blockOf(`${lines.join("\n")}\n`);
    if (segment.file === undefined) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      segment.file = await open(segment.path, "a", 0o600);
    }
    await segment.file.appendFile(block);
    segment.bytes += block.length;
    bytes += block.length;
    await makeRoom(directory, maxBytes, segment.path);
    if (segment.bytes > maxBytes) {
      const why = `what one scheduler did fills recording.maxSize (${maxBytes} bytes) before there was a quiet moment to begin anew`;
      pause(segment, why);
    }
  };
  const begin = (epoch: number): void => {
    const { directory, enabled } = settings();
    if (current !== undefined) current.isOver = true;
    current = undefined;
    if (!enabled) return;
    const stamp = new Date(nowMs()).toISOString().replaceAll(/[-:.]/g, "");
    current = {
      path: join(directory, `${stamp}-${epoch}${RECORDING_SUFFIX}`),
      beganMs: nowMs(),
      write: lineWriter(),
      waiting: [],
      loaded: 0,
      bytes: 0,
      file: undefined,
      isOver: false,
    };
    segments.push(current);
    if (cause !== undefined) report(undefined);
    cause = undefined;
  };
  return {
    record(call) {
      if (call.type === "begin") begin(call.options.epoch);
      if (current === undefined) return;
      if (!settings().enabled) {
        current.isOver = true;
        current = undefined;
        return;
      }
      current.waiting.push(call);
      if (call.type === "job") current.loaded += 1;
      if (current.loaded > LOADED_MAX) pause(current, `more than ${LOADED_MAX} jobs are live`);
      else if (current.waiting.length > WAITING_MAX) pause(current, "the disk does not keep up");
      schedule();
    },
    wantsJobs(jobs) {
      if (settings().enabled && jobs <= LOADED_MAX) return true;
      if (current !== undefined) current.isOver = true;
      current = undefined;
      if (settings().enabled) {
        cause = `more than ${LOADED_MAX} jobs are live`;
        pausedMs = nowMs();
        report(cause);
      }
      return false;
    },
    wantsNewCore() {
      const { enabled, maxBytes } = settings();
      if (!enabled) return false;
      if (current === undefined) return nowMs() - pausedMs >= AGAIN_MS;
      return (
        current.bytes > maxBytes / FILE_PART || (current.bytes > 0 && nowMs() - current.beganMs >= FILE_MS)
      );
    },
    status: () => ({
      state: !settings().enabled
        ? "off"
        : current === undefined && cause !== undefined
          ? "paused"
          : "recording",
      ...(cause === undefined ? {} : { cause }),
      bytes,
    }),
    async close() {
      if (timer !== undefined) clearTimeout(timer);
      timer = undefined;
      if (current !== undefined) current.isOver = true;
      current = undefined;
      await writing;
      await flush();
    },
  };
}

/** Deletes the oldest recordings until the bound is kept; never the one that is written. */
async function makeRoom(directory: string, maxBytes: number, keeps: string): Promise<void> {
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
