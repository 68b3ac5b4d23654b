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
  /** Of the terminal now; `undefined` when stdout is none. */
  readonly windowSize: () => { readonly columns: number; readonly rows: number } | undefined;
  /** Calls `listener` after each change of it, until the returned function is called. */
  readonly onResize: (listener: () => void) => () => void;
  /** Whether every key comes as it is typed, Ctrl-C too. Nothing happens without a terminal. */
  readonly setRaw: (raw: boolean) => void;
  /** Shows a text through a pager, a line of the shell; false when it could not be started. */
  readonly page: (pager: string, text: string) => Promise<boolean>;
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
    windowSize: () => (stdout.isTTY === true ? { columns: stdout.columns, rows: stdout.rows } : undefined),
    onResize: (listener) => {
      stdout.on("resize", listener);
      return () => stdout.off("resize", listener);
    },
    setRaw: (raw) => {
      if (stdin.isTTY !== true) return;
      stdin.setRawMode(raw);
      // Node lets the terminal go on turning line feeds into new lines, which spoils what programs draw by moving the
      // cursor. Where there is no stty, they are spoilt; `setRawMode(false)` puts back everything.
      if (!raw) return;
      const { spawnSync } = process.getBuiltinModule("node:child_process"); // loaded only here: most commands start faster
      spawnSync("stty", ["-opost"], { stdio: ["inherit", "ignore", "ignore"] });
    },
    page: async (pager, text) => {
      const { spawn } = process.getBuiltinModule("node:child_process");
      return new Promise((done) => {
        // As git does: the person's own variable, with words of its own.
        const child = spawn(pager, { shell: true, stdio: ["pipe", "inherit", "inherit"] });
        child.stdin.on("error", () => undefined); // the person left before the end
        child.on("error", () => done(false));
        child.on("exit", (code) => done(code !== 126 && code !== 127)); // the shell did not find it
        child.stdin.end(text);
      });
    },
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
