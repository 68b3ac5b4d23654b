import type { Client } from "../../client/client.ts";
import { ApiError } from "../../client/http.ts";
import { outputSink } from "../files/logs.ts";
import { has } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { abortAfter, Interrupted, statusOfAbort } from "../frame/interrupts.ts";
import { readAnswer } from "../frame/read-input.ts";
import { readJob } from "../job-document/job-source.ts";
import { followJob } from "../jobs/follow.ts";
import { endSentence, exitCodeOf } from "../jobs/job-words.ts";
import { showProgress } from "../jobs/progress.ts";
import { timeoutOf } from "../jobs/wait.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { send } from "./submit.ts";

/** Submits, prints the job's output as it comes, and exits as the job did. */
export async function run(context: Context): Promise<number> {
  const { args, terminal } = context;
  const timeoutSeconds = timeoutOf(args);
  const draft = await readJob(context);
  if (draft.array !== undefined) {
    throw new Failure({
      exit: EXIT.usage,
      what: "run follows one task, and an array has many",
      fix: "use `godocker submit --wait`, and `godocker logs ID.INDEX` for the output of one of them",
      usage: usageOf(args.command),
    });
  }
  const note = has(args, "quiet") ? async () => undefined : terminal.note;
  const job = await send(context, draft);
  if (has(args, "detach")) {
    await terminal.out(has(args, "quiet") ? `${job.id}\n` : `Submitted job ${job.id}\n`);
    return EXIT.done;
  }
  const { client } = await context.connect();
  const detach = new AbortController();
  const clearTimer = abortAfter(detach, timeoutSeconds);
  const interrupts = onCtrlC(context, client, job.id, detach);
  const watching = new AbortController();
  const progress = has(args, "quiet")
    ? undefined
    : showProgress(context, client, job.id, AbortSignal.any([detach.signal, watching.signal]));
  try {
    await note(`Submitted job ${job.id}`);
    if (job.hold) await note(`job ${job.id} is held until: godocker release ${job.id}`);
    await follow(context, client, job.id, detach.signal, note);
    const ended = await client.waitForEnd(job.id, { signal: detach.signal });
    if (ended.state !== "succeeded") await note(endSentence(ended));
    if (has(args, "rm")) await client.forget(job.id);
    return exitCodeOf(ended);
  } catch (error) {
    const status = await statusOfAbort(
      detach.signal,
      terminal.note,
      `job ${job.id} ${interrupts.cancelled() ? "was told to end" : "goes on"}; see it again with: godocker logs -f ${job.id}`,
    );
    if (status === undefined) throw error;
    return status;
  } finally {
    clearTimer();
    watching.abort();
    await Promise.all([interrupts.end(), progress]);
  }
}

async function follow(
  context: Context,
  client: Client,
  job: number,
  signal: AbortSignal,
  note: (line: string) => Promise<void>,
): Promise<void> {
  const [stdout, stderr] = [outputSink(context, "stdout"), outputSink(context, "stderr")];
  try {
    await followJob({
      client,
      job,
      index: undefined,
      from: "first",
      sinks: { stdout: stdout.write, stderr: stderr.write },
      signal,
      onNextAttempt: (attempt) => note(`job ${job}: attempt ${attempt} begins`),
    });
    await stdout.end();
    await stderr.end();
  } catch (error) {
    // The job's end still counts when only its output is out of reach.
    if (signal.aborted || !(error instanceof ApiError)) throw error;
    await context.terminal.warn(`the output of job ${job} cannot be followed: ${error.message}`);
  }
}

/** A second Ctrl-C so soon after one that was passed on cancels the job. */
const TWICE_MS = 2000;

/**
 * First Ctrl-C: asks on a terminal, else cancels. Second: cancels. Third: leaves. SIGTERM cancels: whoever sends it
 * wants the work to stop.
 */
function onCtrlC({ io, args, terminal }: Context, client: Client, job: number, detach: AbortController) {
  const questions = new AbortController();
  const running = new Set<Promise<void>>();
  let asked = false;
  let cancelling = false;
  const start = (work: Promise<void>): void => {
    const owned = work
      .catch((error: unknown) => terminal.warn(error instanceof Error ? error.message : String(error)))
      .catch(() => undefined) // nobody reads stderr any more: then nobody can be told
      .finally(() => running.delete(owned));
    running.add(owned);
  };
  const cancel = async (): Promise<void> => {
    cancelling = true;
    questions.abort();
    await terminal.note(`cancelling job ${job}`);
    await client.cancel(job);
  };
  const ask = async (): Promise<void> => {
    await terminal.err(`\njob ${job}: (c)ancel it, (d)etach, or go on? A second Ctrl-C cancels it. `);
    const answer = (await readAnswer(io.stdin, questions.signal))?.toLowerCase() ?? "";
    if (questions.signal.aborted) return;
    if (answer.startsWith("c")) await cancel();
    else if (answer.startsWith("d")) detach.abort(new Interrupted("detached"));
  };
  const pass = async (): Promise<void> => {
    try {
      await client.sendSignal(job, "INT");
      await terminal.note(`SIGINT went to job ${job}; once more within two seconds cancels it`);
    } catch (error) {
      // What does not run yet, or cannot be sent any, is ended as without it.
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      await cancel();
    }
  };
  let passedAtMs = -Infinity;
  const off = io.onInterrupt((signal) => {
    const isProxied = signal === "SIGINT" && has(args, "sig-proxy") && !cancelling;
    if (isProxied && io.nowMs() - passedAtMs > TWICE_MS) {
      passedAtMs = io.nowMs();
      start(pass());
    } else if (isProxied) {
      start(cancel());
    } else if (cancelling || has(args, "no-cancel-on-exit")) {
      detach.abort(new Interrupted("left"));
    } else if (!asked && signal === "SIGINT" && io.isTty.stdin && io.isTty.stderr) {
      asked = true;
      start(ask());
    } else {
      start(cancel());
    }
  });
  return {
    cancelled: () => cancelling,
    end: async (): Promise<void> => {
      off();
      questions.abort();
      await Promise.all(running);
    },
  };
}
