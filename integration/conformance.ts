// `node integration/conformance.ts [--suite DIR] [--scenarios DIR] [--all] [flags of the suite…]`
// Runs the Mesos conformance suite against the local cluster. `conformance-passing.txt` names the scenarios that
// have to pass; only they are run unless --all is given. The exit status tells about them alone.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { control, endEverything } from "./conformance-control.ts";
import type { ControlledCluster } from "./conformance-control.ts";

const PASSING = join(import.meta.dirname, "conformance-passing.txt");

interface Result {
  readonly name: string;
  readonly result: "ok" | "not ok" | "skip";
  readonly reason?: string;
}

const options = parse(process.argv.slice(2));
const required = readFileSync(PASSING, "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));
const directory = mkdtempSync(join(tmpdir(), "conformance-"));
const cluster: ControlledCluster = {
  masterPort: await freePort(),
  agents: [
    { resources: "cpus:4;mem:4096;disk:10000;ports:[31000-31099]", attributes: "rack:r1;zone:a" },
    { resources: "cpus:2;mem:1024;disk:2000;ports:[31100-31199];gpus:2", attributes: "rack:r2;zone:b" },
  ],
};
writeFileSync(join(directory, "cluster.json"), JSON.stringify(cluster));
const script = join(directory, "control");
const words = [process.execPath, join(import.meta.dirname, "conformance-control.ts"), directory]
  .map(quote)
  .join(" ");
writeFileSync(script, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
try {
  await control(directory, "start-master", undefined);
  for (const index of cluster.agents.keys()) await control(directory, "start-agent", String(index));
  const json = join(directory, "results.json");
  const status = await runSuite(json);
  process.exitCode = report(json, status);
} finally {
  await endEverything(directory, cluster.agents.length);
  if (process.exitCode === 0) rmSync(directory, { recursive: true, force: true });
  else console.log(`# logs and state are kept in ${directory}`);
}

function parse(argv: readonly string[]): { suite: string; all: boolean; chosen: boolean; rest: string[] } {
  const rest: string[] = [];
  let suite = join(import.meta.dirname, "mesos-conformance");
  let all = false;
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? "";
    if (word === "--all") all = true;
    else if (word === "--suite") suite = resolve(argv[(at += 1)] ?? "");
    else if (word === "--json")
      at += 1; // the results are read here
    else rest.push(word);
  }
  return { suite, all, chosen: rest.includes("--only"), rest };
}

function runSuite(json: string): Promise<number> {
  const only = options.all || options.chosen ? [] : ["--only", `^(${required.map(escape).join("|")})$`];
  const master = `http://127.0.0.1:${cluster.masterPort}`;
  const child = spawn(
    process.execPath,
    [
      join(options.suite, "run.mjs"),
      "--master",
      master,
      "--control",
      script,
      "--json",
      json,
      ...only,
      ...options.rest,
    ],
    { stdio: "inherit" },
  );
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("exit", (code) => done(code ?? 1));
  });
}

/** The exit status: 1 when a scenario of the list did not pass, or nothing was run. */
function report(json: string, suiteStatus: number): number {
  let results: readonly Result[];
  try {
    // Written by the suite.
    results = (JSON.parse(readFileSync(json, "utf8")) as { results: readonly Result[] }).results;
  } catch {
    console.log("# the suite did not run to its end");
    return suiteStatus === 0 ? 1 : suiteStatus;
  }
  const listed = new Set(required);
  const failed = results.filter(({ name, result, reason }) => {
    const leftOut = result === "skip" && (options.rest.includes("--without") || /--fast/.test(reason ?? ""));
    return listed.has(name) && result !== "ok" && !leftOut;
  });
  const fresh = results.filter(({ name, result }) => result === "ok" && !listed.has(name));
  const unlisted = results.filter(({ name, result }) => result === "not ok" && !listed.has(name));
  for (const { name, result, reason } of failed)
    console.log(`# required and ${result}: ${name}: ${reason ?? ""}`);
  for (const { name } of unlisted) console.log(`# not required, does not pass: ${name}`);
  for (const { name } of fresh) console.log(`# passes and is not in the list yet: ${name}`);
  const passed = results.filter(({ name, result }) => result === "ok" && listed.has(name)).length;
  console.log(`# ${passed} of the ${listed.size} required scenarios passed, ${failed.length} did not`);
  return failed.length === 0 && results.some(({ result }) => result === "ok") ? 0 : 1;
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
