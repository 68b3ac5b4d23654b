import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePackages } from "../../integration/services/packages.ts";
import { cacheDirectory } from "./cache.ts";
import { checkStarts, type TaskList } from "./task-list.ts";
import type { Amounts } from "../../scheduler/matching/requirement.ts";

const SOURCE = join(import.meta.dirname, "fenzo");
export const FENZO_VERSION = "1.0.1";
/** Fitness from which on a host is taken without looking at the others, as its guide says to set for speed. */
const GOOD_ENOUGH = 0.9;

export interface FenzoRun {
  readonly starts: number;
  readonly perSecond: number;
  /** Of a pass, median. */
  readonly passMs: number;
  readonly passes: number;
  readonly used: Amounts;
  /** Whether it ended because nothing fitted any more. */
  readonly isFull: boolean;
  /** ms per task and pass once nothing fits any more; NaN when it did not come to that. */
  readonly blockedTaskMs: number;
}

/** Fills an empty cluster with Fenzo, from the list's tasks in their order. All that it starts is checked to be legal. */
export function fillWithFenzo(
  list: TaskList,
  options: { readonly tasksPerPass: number; readonly seconds: number },
): FenzoRun {
  const classes = build();
  const directory = mkdtempSync(join(tmpdir(), "godocker-fenzo-"));
  try {
    const input = join(directory, "input");
    const output = join(directory, "output");
    writeFileSync(input, linesOf(list));
    const { status, stderr } = spawnSync(
      "java",
      [
        "-cp",
        classes,
        "peer.FenzoPeer",
        input,
        output,
        `${options.tasksPerPass}`,
        `${options.seconds}`,
        `${GOOD_ENOUGH}`,
      ],
      { encoding: "utf8" },
    );
    assert.equal(status, 0, `Fenzo ended with an error: ${stderr}`);
    return read(list, readFileSync(output, "utf8"));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** `A` lines of agents, `J` lines of jobs: see FenzoPeer.java. */
function linesOf({ agents, tasks }: TaskList): string {
  const lines = agents.map(({ host, class: agentClass, axis, total }) => {
    const { cpusMilli, memMib, gpus, ports } = total;
    const terms = [...(agentClass === "" ? [] : agentClass.split(";")), `rack=${axis ?? ""}`];
    return `A ${host} ${cpusMilli / 1000} ${memMib} 0 ${gpus} 31000 ${31_000 + ports - 1} ${terms.join(" ")}`;
  });
  for (const { job, need } of tasks) {
    const { cpusMilli, memMib, gpus, ports, constraint, axis } = need;
    // Any model of GPU is what asking for GPUs says already.
    const terms = constraint.split(";").filter((term) => term !== "" && term !== "model=*");
    if (axis !== undefined) terms.push(`rack=${axis}`);
    lines.push(["J", job, cpusMilli / 1000, memMib, gpus, ports, ...terms].join(" "));
  }
  return `${lines.join("\n")}\n`;
}

function read(list: TaskList, output: string): FenzoRun {
  const starts: { job: number; agent: number }[] = [];
  const agentOf = new Map(list.agents.map(({ host }, at) => [host, at]));
  const passMs: number[] = [];
  let totalMs = 0;
  let vainMs = 0;
  let vainTasks = 0;
  for (const line of output.trimEnd().split("\n")) {
    const [kind, first, second, third] = line.split(" ");
    if (kind === "S") {
      starts.push({ job: Number(first), agent: agentOf.get(second ?? "") ?? -1 });
      continue;
    }
    const ms = Number(first) / 1e6;
    if (third === "0") {
      vainMs += ms;
      vainTasks += Number(second);
    } else {
      passMs.push(ms);
      totalMs += ms + vainMs;
    }
  }
  passMs.sort((a, b) => a - b);
  return {
    starts: starts.length,
    perSecond: (starts.length / totalMs) * 1000,
    passMs: passMs[Math.floor(passMs.length / 2)] ?? Number.NaN,
    passes: passMs.length,
    used: checkStarts(list, starts),
    isFull: vainTasks >= list.tasks.length - starts.length,
    blockedTaskMs: vainMs / vainTasks,
  };
}

/** Compiles the harness beside Fenzo's jars, once per source. @returns the class path */
function build(): string {
  ensurePackages(["/usr/bin/javac", "/usr/bin/mvn"], ["openjdk-17-jdk-headless", "maven"]);
  const sources = readdirSync(join(SOURCE, "src/main/java/peer"))
    .sort()
    .map((file) => join(SOURCE, "src/main/java/peer", file));
  const hash = createHash("sha256").update(readFileSync(join(SOURCE, "pom.xml")));
  for (const file of sources) hash.update(readFileSync(file));
  const directory = cacheDirectory(`fenzo-${hash.digest("hex").slice(0, 12)}`);
  const jars = join(directory, "lib");
  const classes = join(directory, "classes");
  if (!existsSync(join(directory, "built"))) {
    run("mvn", [
      "-q",
      "-B",
      "-f",
      join(SOURCE, "pom.xml"),
      "dependency:copy-dependencies",
      `-DoutputDirectory=${jars}`,
    ]);
    run("javac", ["-cp", join(jars, "*"), "-d", classes, ...sources]);
    writeFileSync(join(directory, "built"), "");
  }
  return `${join(jars, "*")}:${classes}`;
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr, stdout, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) {
    const why = error?.message ?? `${stdout}${stderr}`.trim();
    throw new Error(`${program} could not build the harness of Fenzo: ${why}`);
  }
}
