import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { has, valueOf } from "../../cli/frame/args.ts";
import type { Context } from "../../cli/frame/context.ts";
import { createClient, type Client } from "../../client/client.ts";
import type { Job } from "../../client/documents/jobs.ts";
import { StartError } from "../settings/settings.ts";
import { startUp, type Up } from "../roles/up.ts";
import { environmentFor, untilSignal } from "./up-command.ts";

const GENOME = "phiX174.fa";
const SLICES = 8;
/** The genome has 5,386 bases, and a 4-mer begins at each but the last three. */
const FOUR_MERS = 5383;
const PIPELINE_MS = 120_000;

/** `godocker quickstart`: everything on this machine, and a small pipeline to see it work. */
export async function runQuickstart({ args }: Context): Promise<number> {
  const values = { once: has(args, "once"), data: valueOf(args, "data"), port: valueOf(args, "port") };
  const own =
    values.once && values.data === undefined
      ? mkdtempSync(join(tmpdir(), "godocker-quickstart-"))
      : undefined;
  const data = values.data ?? own;
  const port = values.port ?? (values.once ? "0" : undefined);
  const began = performance.now();
  say("Starting an API, a scheduler, and a cluster on this machine …");
  const up = await startUp({
    config: [],
    set: [],
    ...(data === undefined ? {} : { data }),
    ...(port === undefined ? {} : { port }),
    say,
  });
  try {
    const client = createClient({ baseUrl: up.url, token: readFileSync(up.tokenFile, "utf8").trim() });
    await pipeline(client, up);
    say(`\n${((performance.now() - began) / 1000).toFixed(1)} s, from nothing to the result.`);
    if (values.once) return 0;
    say(next(up, data));
    await untilSignal(["SIGHUP"]);
    say("Stopping …");
    return 0;
  } finally {
    await up.stop();
    if (own !== undefined) rmSync(own, { recursive: true, force: true });
  }
}

/** An array job counts slices of a genome, a second job waits for it and adds them up. */
async function pipeline(client: Client, up: Up): Promise<void> {
  const work = up.volumes.find((volume) => volume.name === "work");
  if (work === undefined)
    throw new StartError("the example needs a volume named work, and the configuration has none");
  const example = join(dirname(dirname(import.meta.dirname)), "examples", "kmers");
  copyFileSync(join(example, GENOME), join(work.source, GENOME));
  const script = (name: string) => readFileSync(join(example, name), "utf8");
  const common = {
    volumes: [{ name: "work", mode: "rw" as const }],
    resources: { cpus: 0.5, memoryBytes: 64 * 1024 ** 2 },
  };
  const count = await client.submit({
    name: "count",
    script: script("count.sh"),
    args: [GENOME, String(SLICES)],
    array: { from: 1, to: SLICES },
    ...common,
  });
  const merge = await client.submit({
    name: "merge",
    script: script("merge.sh"),
    args: [String(SLICES)],
    dependencies: [{ job: count.id, on: "success" }],
    ...common,
  });
  say(
    `Job ${count.id} counts the 4-mers of ${GENOME} in ${SLICES} slices; job ${merge.id} waits for it and adds them up.`,
  );
  const deadline = AbortSignal.timeout(PIPELINE_MS);
  const watching = watch(client, count.id, deadline);
  const [counted, merged] = await Promise.all([
    client.waitForEnd(count.id, { signal: deadline }),
    client.waitForEnd(merge.id, { signal: deadline }),
  ]).catch((cause: unknown) => {
    throw new StartError(
      `the example did not end within ${PIPELINE_MS / 1000} s; see ${up.stateDirectory}/log`,
      { cause },
    );
  });
  await watching;
  for (const job of [counted, merged]) {
    if (job.state !== "succeeded")
      throw new StartError(`job ${job.id} (${job.name}) ${job.state}: ${job.message ?? "see its output"}`);
  }
  const [total = "", ...kmers] = (await outputOf(client, merge.id)).trimEnd().split("\n");
  if (total !== `total\t${FOUR_MERS}` || kmers.length !== 10) {
    throw new StartError(`the counts are wrong: expected ${FOUR_MERS} 4-mers in all, got "${total}"`);
  }
  console.log(`\nThe ten most frequent of ${FOUR_MERS} 4-mers:\n`);
  for (const line of kmers) console.log(`  ${line.replace("\t", "  ")}`);
}

/** One line whenever the array has come further. */
async function watch(client: Client, id: number, signal: AbortSignal): Promise<void> {
  let shown = "";
  for (let job: Job = await client.get(id); ; job = await client.get(id)) {
    const { pending = 0, running = 0, succeeded = 0, failed = 0 } = job.progress ?? {};
    const line = `  ${succeeded} of ${SLICES} slices done, ${running} running, ${pending} waiting${failed > 0 ? `, ${failed} failed` : ""}`;
    if (line !== shown) say(line);
    shown = line;
    if (job.endedAt !== undefined || signal.aborted) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function outputOf(client: Client, id: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of client.logs(id, { stream: "stdout" })) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function next(up: Up, data: string | undefined): string {
  return `
GoDocker stays up until Ctrl-C; running tasks go on, and the next start finds them again.

  in a browser         ${up.signInUrl()}
                       (good once, for ten minutes; afterwards ${up.url}/ asks for the token)
  API                  ${up.url}/api/v2            (token: ${up.tokenFile})
  its description      ${up.url}/api/v2/openapi.json
  Mesos master         ${up.masterUrl ?? "as configured"}
  files for jobs       ${up.volumes.map(({ name, source }) => `${source}  (volume ${name})`).join(", ")}

Try in another terminal:

${environmentFor(up, data)
  .map((line) => `  ${line}\n`)
  .join("")}  npm run --silent godocker -- run -- echo hello
  npm run --silent godocker -- submit --cpus 1000 -- sleep 60      then: npm run --silent godocker -- why ID
  npm run --silent godocker -- ls
  npm run --silent godocker -- --help`;
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}
