import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";

export interface SessionWords {
  readonly words: readonly string[];
  /** Uid the terminal is to belong to, if not the agent's. */
  readonly owner: number | undefined;
}

export interface WindowSize {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Words that run a command on a terminal of its own: by script(1) of util-linux, which copies between the terminal and
 * its own input and output.
 *
 * @param file  where the path of the terminal is written, for `setWindowSize`
 */
export function terminalWords(
  script: string,
  { words, owner }: SessionWords,
  file: string,
): readonly string[] {
  // `script` hands its -c to the shell named by SHELL, which may be anything.
  const inside = [
    `tty >${quoted(`${file}.new`)}`,
    `mv ${quoted(`${file}.new`)} ${quoted(file)}`,
    // Newer versions switch echo off when their own input is no terminal.
    "stty echo",
    ...(owner === undefined ? [] : [`chown ${owner} "$(tty)"`]),
    `exec ${words.map(quoted).join(" ")}`,
  ].join("; ");
  return ["/usr/bin/env", "SHELL=/bin/sh", script, "-q", "-e", "-f", "-c", inside, "/dev/null"];
}

/** One word for a POSIX shell, whatever is in it. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

const WAIT_MS = 5000;
const POLL_MS = 10;
const SIZE_MAX = 65_535;

/** Waits for the terminal to be there. Its foreground process hears of the new size by SIGWINCH. */
export async function setWindowSize(
  file: string,
  { rows, columns }: WindowSize,
  isOver: () => boolean,
): Promise<void> {
  let path = readTerminal(file);
  for (const deadlineMs = Date.now() + WAIT_MS; path === undefined; path = readTerminal(file)) {
    if (isOver() || Date.now() > deadlineMs) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const words = [
    "-F",
    path,
    "rows",
    String(Math.min(rows, SIZE_MAX)),
    "cols",
    String(Math.min(columns, SIZE_MAX)),
  ];
  // A terminal that is gone has no size: nothing is lost.
  await new Promise<void>((resolve) => execFile("stty", words, { timeout: WAIT_MS }, () => resolve()));
}

function readTerminal(file: string): string | undefined {
  try {
    const path = readFileSync(file, "utf8").trim();
    return /^\/dev\/[\w/]+$/.test(path) ? path : undefined;
  } catch {
    return undefined; // not there yet
  }
}
