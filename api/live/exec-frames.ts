import { validateJobSpec } from "../../jobs/submission/validate.ts";
import type { Problem } from "../../jobs/text/problem.ts";
import type { ExecCommand, ExecEnd, WindowSize } from "../../offers/task-access.ts";
import { PublicError } from "../http/problems.ts";
import type { ProblemDocument } from "../http/problems.ts";

/**
 * What goes over the WebSocket of a command. Text frames are JSON; binary ones are input, and output behind one byte
 * that says which. Each side counts the bytes that it sent and that the other side has not acknowledged, and sends no
 * more than `WINDOW_BYTES` of them: so whoever is slow holds up the other, and the connection itself stays alive.
 */
export type ClientFrame =
  /** The first one. */
  | { readonly type: "start"; readonly command: ExecCommand }
  | { readonly type: "resize"; readonly size: WindowSize }
  /** The end of the input. */
  | { readonly type: "end" }
  /** So many bytes of output were taken. */
  | { readonly type: "ack"; readonly bytes: number };

export type ServerFrame =
  | { readonly type: "started"; readonly attempt: number; readonly node: string }
  | { readonly type: "ack"; readonly bytes: number }
  /** The last one, after all output. */
  | ({ readonly type: "exit" } & ExecEnd)
  /** The last one, instead of `exit`. */
  | { readonly type: "problem"; readonly problem: ProblemDocument };

export const WINDOW_BYTES = 256 * 1024;
/** Longest frame: a command may be as long, and input comes in smaller pieces. */
export const FRAME_BYTES_MAX = 256 * 1024;
/** Output in one frame. */
export const PIECE_BYTES = 32 * 1024;
export const STREAM_BYTE = { stdout: 1, stderr: 2 } as const;

const DEFAULT_PROGRAM = "/bin/sh";
const SIZE_MAX = 10_000;

/** @throws PublicError  `malformed_json`, `invalid` */
export function parseFrame(text: string): ClientFrame {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    throw new PublicError("malformed_json", "A text frame is a JSON object.");
  }
  if (typeof frame !== "object" || frame === null || !("type" in frame)) {
    throw fault("", "required", "a frame is an object with a type");
  }
  switch (frame.type) {
    case "start":
      return { type: "start", command: commandOf(frame) };
    case "resize":
      return { type: "resize", size: sizeOf(frame, "") };
    case "end":
      return { type: "end" };
    case "ack":
      return { type: "ack", bytes: numberIn(frame, "bytes", "", Number.MAX_SAFE_INTEGER) };
    default:
      throw fault("/type", "unknown_name", "is none of start, resize, end, ack");
  }
}

/** By the rules for the command and the environment of a job. */
function commandOf(frame: object): ExecCommand {
  const { command, env, tty, ...others } = frame as Record<string, unknown>; // any JSON object is that
  const unknown = Object.keys(others).find((name) => name !== "type");
  if (unknown !== undefined) throw fault(`/${unknown}`, "unknown_field", "is no field of start");
  const checked = validateJobSpec({
    command: command ?? [DEFAULT_PROGRAM],
    ...(env === undefined ? {} : { env }),
  });
  if (!checked.ok) {
    throw new PublicError("invalid", "The command has faults.", { errors: checked.problems });
  }
  const [program = DEFAULT_PROGRAM, ...args] = checked.spec.command ?? [];
  return {
    argv: [program, ...args],
    env: checked.spec.env,
    ...(tty === undefined ? {} : { tty: sizeOf(tty, "/tty") }),
  };
}

function sizeOf(given: unknown, pointer: string): WindowSize {
  return {
    columns: numberIn(given, "columns", pointer, SIZE_MAX),
    rows: numberIn(given, "rows", pointer, SIZE_MAX),
  };
}

function numberIn(given: unknown, name: string, pointer: string, max: number): number {
  const value: unknown =
    typeof given === "object" && given !== null ? (given as Record<string, unknown>)[name] : undefined;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1 || value > max) {
    throw fault(`${pointer}/${name}`, "range", `must be an integer from 1 to ${max}`);
  }
  return value;
}

function fault(pointer: string, code: Problem["code"], message: string): PublicError {
  return new PublicError("invalid", "The frame has a fault.", { errors: [{ pointer, code, message }] });
}
