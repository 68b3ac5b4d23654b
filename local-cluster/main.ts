#!/usr/bin/env node
// The programs of the local cluster: `node local-cluster/main.ts master|agent|simulate …`.
import { CommandLineError } from "./command-line.ts";
import * as programs from "./programs.ts";
import type { Program } from "./programs.ts";

const USAGE = `Usage: node local-cluster/main.ts PROGRAM [flags]

Programs:
  master    the master; frameworks and agents connect to it
  agent     an agent that runs tasks as native processes
  simulate  many agents whose tasks only take time, for tests of scale

'PROGRAM --help' tells more.
`;

const PROGRAMS: ReadonlyMap<string, Program> = new Map(Object.entries(programs));

const [name, ...argv] = process.argv.slice(2);
const program = PROGRAMS.get(name ?? "");
if (program === undefined) {
  const asked = name === undefined || name === "--help" || name === "help";
  (asked && name !== undefined ? process.stdout : process.stderr).write(
    asked ? USAGE : `'${name}' is no program.\n\n${USAGE}`,
  );
  process.exitCode = asked && name !== undefined ? 0 : 2;
} else if (argv.includes("--help")) {
  process.stdout.write(program.help);
} else {
  await start(program);
}

async function start({ run }: Program): Promise<void> {
  try {
    const running = await run(argv);
    const end = (): void => {
      void running.close().then(() => process.exit(0));
    };
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, end);
    if (running.lifetime === "stdin") process.stdin.once("end", end).once("error", end).resume();
    process.stdout.write(
      `${JSON.stringify({ ready: true, ...(running.url === undefined ? {} : { url: running.url }) })}\n`,
    );
  } catch (error) {
    if (error instanceof CommandLineError) {
      process.stderr.write(`${error.problems.map((problem) => `error: ${problem}`).join("\n")}\n`);
      process.exit(2);
    }
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
