import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { goProgram } from "./go.ts";

/** A server of MongoDB's protocol on this machine, for tests: FerretDB 1.24 and a proxy that gives writes an order. */
export interface TestDatabase extends AsyncDisposable {
  /** `mongodb://127.0.0.1:PORT`, without a database. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** As a power cut ends it. */
  kill(): Promise<void>;
  /** At the same address, with what was stored. */
  restart(): Promise<void>;
}

export interface FerretOptions {
  /** Of its files; made when it does not exist. */
  readonly directory: string;
  /** Without the proxy: it then loses updates that meet. */
  readonly bare?: boolean;
}

const SOURCES = join(import.meta.dirname, "ferretdb");

export async function startFerretDb({ directory, bare = false }: FerretOptions): Promise<TestDatabase> {
  const program = ensureFerretDb();
  mkdirSync(directory, { recursive: true });
  const start = async (listen: string) => {
    const child = spawn(program, ["-listen", listen, "-data", directory, ...(bare ? ["-bare"] : [])], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const address = await new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`FerretDB ended with ${code} before it listened`)));
      createInterface({ input: child.stdout }).once("line", resolve);
    });
    const port = Number(address.split(":").at(-1));
    const kill = async (): Promise<void> => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    };
    return { port, pid: child.pid ?? 0, kill };
  };
  let running = await start("127.0.0.1:0");
  const { port } = running;
  return {
    url: `mongodb://127.0.0.1:${port}`,
    port,
    get pid() {
      return running.pid;
    },
    kill: () => running.kill(),
    async restart() {
      await running.kill();
      running = await start(`127.0.0.1:${port}`);
    },
    [Symbol.asyncDispose]: () => running.kill(),
  };
}

/**
 * The program, built under the cache directory unless this very one is there.
 * @returns  its path
 * @throws Error  with what to do, where it cannot be built
 */
function ensureFerretDb(): string {
  const files = ["main.go", "go.mod", "go.sum"].map((name) => readFileSync(join(SOURCES, name)));
  const version = createHash("sha256").update(Buffer.concat(files)).digest("hex").slice(0, 12);
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const directory = join(cache, "godocker");
  const program = join(directory, `ferretdb-${version}`);
  if (existsSync(program)) return program;
  mkdirSync(directory, { recursive: true });
  const fresh = `${program}.${process.pid}`;
  const go = goProgram("FerretDB");
  console.error("Building FerretDB (once; about two minutes) …");
  const { status, stderr, error } = spawnSync(go, ["build", "-o", fresh, "."], {
    cwd: SOURCES,
    encoding: "utf8",
  });
  if (status !== 0) {
    const why = error?.message ?? stderr.trim().split("\n").at(-1);
    throw new Error(
      `${go} build of FerretDB failed: ${why}; see that Go is 1.26 or later and that its module proxy can be reached`,
    );
  }
  renameSync(fresh, program); // whole, or not there
  return program;
}
