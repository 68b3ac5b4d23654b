import type { Readable, Writable } from "node:stream";

/** Everything outside that the commands touch, so that they can be driven without a process. */
export interface CliIo {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTty: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean };
  /** Relative file names are resolved against it. */
  readonly cwd: string;
  /** Width of the terminal; `undefined` when stdout is none. */
  readonly columns: number | undefined;
  readonly nowMs: () => number;
  /**
   * Calls `listener` at each SIGINT or SIGTERM instead of letting it end the process, until the returned function is
   * called.
   */
  readonly onInterrupt: (listener: (signal: "SIGINT" | "SIGTERM") => void) => () => void;
}

/** The real ones. */
export function processIo(): CliIo {
  const { stdin, stdout, stderr, env } = process;
  // With CI=true nobody sits in front of it, whatever the streams say.
  const isTty = (stream: { readonly isTTY?: boolean }) => stream.isTTY === true && env["CI"] !== "true";
  return {
    // A getter: merely touching `process.stdin` opens it, which most commands have no use for.
    get stdin() {
      return stdin;
    },
    stdout,
    stderr,
    env,
    isTty: { stdin: isTty(stdin), stdout: isTty(stdout), stderr: isTty(stderr) },
    cwd: process.cwd(),
    columns: stdout.isTTY === true ? stdout.columns : undefined,
    nowMs: Date.now,
    onInterrupt: (listener) => {
      process.on("SIGINT", listener);
      process.on("SIGTERM", listener);
      return () => {
        process.off("SIGINT", listener);
        process.off("SIGTERM", listener);
      };
    },
  };
}
