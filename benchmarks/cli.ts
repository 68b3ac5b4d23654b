import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startUp } from "../app/roles/up.ts";
import { createClient } from "../client/client.ts";
import type { Benchmark, Figures } from "./figures/benchmark.ts";

const JOBS = 100;
const START = join(dirname(import.meta.dirname), "scripts", "start.mjs");

/**
 * What a person waits for at every command: from starting the process to its end, on loopback, with a server that keeps
 * everything durably. Beside it what Node alone takes.
 */
export const cliBenchmark: Benchmark = {
  about: "how long `godocker --version`, `ls` of 100 jobs and `submit` take, process and all",
  async run({ small }): Promise<Figures> {
    const rounds = small ? 5 : 30;
    const directory = mkdtempSync(join(tmpdir(), "godocker-bench-cli-"));
    const up = await startUp({ config: [], set: [], data: directory, port: "0", say: () => undefined });
    try {
      const client = createClient({ baseUrl: up.url, token: readFileSync(up.tokenFile, "utf8").trim() });
      // They only have to be there: what runs would take the processor from what is measured.
      for (let k = 0; k < JOBS; k += 1)
        await client.submit({ command: ["true"], name: `job-${k}`, hold: true });
      const env = {
        ...process.env,
        XDG_CACHE_HOME: join(directory, "cache"),
        GODOCKER_SERVER: up.url,
        GODOCKER_TOKEN_FILE: up.tokenFile,
      };
      const measured: readonly (readonly [string, readonly string[], (output: string) => boolean])[] = [
        ["node alone", ["-e", "0"], (output) => output === ""],
        ["--version", [START, "--version"], (output) => output.startsWith("godocker ")],
        [
          "ls of 100 jobs",
          [START, "ls", "--limit", "100"],
          (output) => output.split("\n").length === JOBS + 2,
        ],
        ["submit", [START, "submit", "--hold", "-q", "--", "true"], (output) => /^\d+\n$/.test(output)],
      ];
      const figures: Record<string, number> = {};
      // The first of each compiles what the others find compiled. `ls` comes before `submit` adds to its jobs.
      for (const [name, args, isDone] of measured) {
        await timed(args, env, isDone);
        const times: number[] = [];
        for (let round = 0; round < rounds; round += 1) times.push(await timed(args, env, isDone));
        times.sort((a, b) => a - b);
        figures[`${name} median ms`] = times[Math.floor(times.length / 2)] ?? 0;
        figures[`${name} p90 ms`] = times[Math.floor(times.length * 0.9)] ?? 0;
      }
      return figures;
    } finally {
      await up.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

/** Milliseconds of one process. @throws Error  when it did not do its work */
function timed(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  isDone: (output: string) => boolean,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    child.on("error", reject);
    child.on("close", (code) => {
      const ms = performance.now() - began;
      if (code === 0 && isDone(output)) resolve(ms);
      else reject(new Error(`${args.join(" ")} ended with ${code} and printed ${JSON.stringify(output)}`));
    });
  });
}
