import type { JSX } from "preact";
import { Fragment, h } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Attempt, Job, JobEvent, Progress } from "../../client/documents/jobs.ts";
import type { Explanation } from "../../client/documents/waiting.ts";
import { jobAddress, logAddress } from "../model/address.ts";
import { firstTask } from "../model/array.ts";
import { attemptsOf, eventsOf, explanation, job as loadJob } from "../model/api.ts";
import { hasEnded } from "../model/states.ts";
import { timelineOf } from "../model/timeline.ts";
import {
  endText,
  plural,
  resourcesText,
  secondsBetween,
  shortDuration,
  whySentences,
} from "../model/words.ts";
import { Facts, Instant, Link, Loading, State, StateIcon, Table, Title, Trouble, When } from "./parts.ts";
import { useLoaded, useNowMs, useSite } from "./site.ts";

/** Attempts and happenings shown; an array may have millions. */
const SHOWN_MAX = 50;

interface Everything {
  readonly job: Job;
  readonly why: Explanation | undefined;
  readonly attempts: readonly Attempt[];
  readonly events: readonly JobEvent[];
}

export function JobPage({ id }: { readonly id: number }): JSX.Element {
  const { announce } = useSite();
  const nowMs = useNowMs();
  const isWaiting = useRef(true);
  const { value, error, reload } = useLoaded<Everything>(
    `job ${id}`,
    async (connection, signal) => {
      const [job, why, events] = await Promise.all([
        loadJob(connection, id, signal),
        explanation(connection, id, signal),
        eventsOf(connection, id, signal),
      ]);
      const attempts =
        job.array === undefined ? job.attempts : await attemptsOf(connection, id, undefined, signal);
      return { job, why, attempts, events };
    },
    // While it waits, what keeps it are the others.
    (news) => news === undefined || news.job === id || isWaiting.current,
  );
  isWaiting.current = value === undefined || waits(value.job);
  const state = value?.job.state;
  useEffect(() => {
    if (state !== undefined) announce(`Job ${id} is ${state}`);
  }, [id, state]);
  const name = value === undefined ? "" : `: ${value.job.name}`;
  return h(
    Fragment,
    null,
    h(Title, { text: `Job ${id}${name}` }),
    error === undefined ? null : h(Trouble, { error, retry: reload }),
    value === undefined
      ? error === undefined
        ? h(Loading, { what: `job ${id}` })
        : null
      : h(Details, { ...value, nowMs }),
  );
}

function waits({ state, progress }: Job): boolean {
  return state === "pending" || state === "held" || (progress?.pending ?? 0) > 0;
}

function Details({
  job,
  why,
  attempts,
  events,
  nowMs,
}: Everything & { readonly nowMs: number }): JSX.Element {
  const shown = attempts.slice(-SHOWN_MAX);
  return h(
    Fragment,
    null,
    h(
      "section",
      { class: "why", "aria-labelledby": "why" },
      h("h2", { id: "why" }, h(State, { state: job.state }), h("span", { class: "hidden" }, ", and why")),
      whySentences(job, why, nowMs).map((sentence) => h("p", { key: sentence }, sentence)),
      why === undefined || hasEnded(job.state)
        ? null
        : h(
            "p",
            { class: "small" },
            why.source === "leader" ? "The scheduler said so " : "Stored ",
            h(When, { at: why.at, nowMs }),
            ".",
          ),
    ),
    job.progress === undefined ? null : h(ArrayProgress, { progress: job.progress }),
    h(
      "p",
      { class: "links" },
      h(Link, { href: logAddress(job.id, logOf(job, "stdout")) }, "Output"),
      h(Link, { href: logAddress(job.id, logOf(job, "stderr")) }, "Errors (stderr)"),
    ),
    h(
      "section",
      { "aria-labelledby": "facts" },
      h("h2", { id: "facts" }, "What it is"),
      h(Facts, { facts: factsOf(job, nowMs) }),
    ),
    h(
      "section",
      { "aria-labelledby": "attempts" },
      h("h2", { id: "attempts" }, "Attempts"),
      shown.length < attempts.length
        ? h("p", { class: "small" }, `The latest ${shown.length} of ${plural(attempts.length, "attempt")}.`)
        : null,
      shown.length === 0
        ? h("p", { class: "empty" }, "It was not given to a node so far.")
        : h(Attempts, { job, attempts: shown, nowMs }),
    ),
    h(
      "section",
      { "aria-labelledby": "timeline" },
      h("h2", { id: "timeline" }, "What happened"),
      h(
        "ol",
        { class: "timeline" },
        timelineOf(job, attempts, events)
          .slice(-SHOWN_MAX)
          .map(({ at, text, state }) =>
            h(
              "li",
              { key: `${at} ${text}` },
              h(StateIcon, { state }),
              h("span", null, text),
              h(Instant, { at, nowMs }),
            ),
          ),
      ),
    ),
    h(Program, { job }),
  );
}

function logOf(job: Job, stream: "stdout" | "stderr") {
  const index = firstTask(job);
  return { stream, ...(index === undefined ? {} : { index }) };
}

function ArrayProgress({ progress }: { readonly progress: Progress }): JSX.Element {
  const { total, ...states } = progress;
  const ended = progress.succeeded + progress.failed + progress.cancelled;
  const counts = Object.entries(states).filter(([, count]) => count > 0);
  return h(
    "section",
    { "aria-labelledby": "progress" },
    h("h2", { id: "progress" }, "Tasks"),
    h(
      "label",
      { class: "progress" },
      `${ended} of ${plural(total, "task")} ended`,
      h("progress", { value: ended, max: total }),
    ),
    h(
      "ul",
      { class: "tally" },
      counts.map(([state, count]) => h("li", { key: state }, h(State, { state }), String(count))),
    ),
  );
}

function Attempts({
  job,
  attempts,
  nowMs,
}: {
  readonly job: Job;
  readonly attempts: readonly Attempt[];
  readonly nowMs: number;
}): JSX.Element {
  const isArray = job.array !== undefined;
  const columns = [
    ...(isArray ? [{ title: "Task" }] : []),
    { title: "Attempt" },
    { title: "State" },
    { title: "Node" },
    { title: "Time" },
    { title: "How it ended" },
    { title: "More" },
  ];
  return h(
    Table,
    { caption: `Attempts of job ${job.id}`, columns },
    h(
      "tbody",
      null,
      attempts.map((attempt) =>
        h(
          "tr",
          { key: attempt.taskId },
          isArray ? h("td", null, String(attempt.index ?? "")) : null,
          h("td", null, String(attempt.attempt)),
          h("td", null, h(State, { state: attempt.state })),
          h("td", null, attempt.node, attempt.unreachableSince === undefined ? "" : " (cannot be reached)"),
          h("td", { title: attempt.startedAt ?? attempt.launchedAt }, ranFor(attempt, nowMs)),
          h("td", null, endText(attempt)),
          h("td", { class: "links" }, attemptLinks(job, attempt)),
        ),
      ),
    ),
  );
}

function ranFor({ startedAt, endedAt }: Attempt, nowMs: number): string {
  return startedAt === undefined ? "" : shortDuration(secondsBetween(startedAt, endedAt ?? nowMs));
}

function attemptLinks(job: Job, { attempt, index, links }: Attempt): readonly JSX.Element[] {
  const which = {
    stream: "stdout",
    attempt,
    ...(index === undefined || job.array === undefined ? {} : { index }),
  } as const;
  const name = `attempt ${attempt}${which.index === undefined ? "" : ` of task ${which.index}`}`;
  const own = h(
    Link,
    { href: logAddress(job.id, which) },
    "output",
    h("span", { class: "hidden" }, ` of ${name}`),
  );
  const foreign = [
    ["Mesos task", links?.mesosTask],
    ["sandbox", links?.mesosSandbox],
  ] as const;
  return [
    own,
    ...foreign.flatMap(([text, href]) =>
      href === undefined || !/^https?:/.test(href)
        ? []
        : [h("a", { href, rel: "noreferrer" }, text, h("span", { class: "hidden" }, ` of ${name}`))],
    ),
  ];
}

function factsOf(job: Job, nowMs: number): readonly (readonly [string, JSX.Element | string | undefined])[] {
  const when = (at: string | undefined) => (at === undefined ? undefined : h(Instant, { at, nowMs }));
  const after = job.dependencies.map(({ job: id, on = "success" }, at) =>
    h("span", { key: id }, at === 0 ? "" : ", ", h(Link, { href: jobAddress(id) }, `job ${id}`), ` (${on})`),
  );
  return [
    ["Description", job.description],
    ["User", job.user],
    ["Project", job.project],
    ["Submitted", when(job.createdAt)],
    ["Started", when(job.startedAt)],
    ["Ended", when(job.endedAt)],
    ["Asks for", resourcesText(job.resources)],
    ["Time limit", job.walltimeSeconds === undefined ? "none" : shortDuration(job.walltimeSeconds)],
    ["Image", job.image?.ref],
    ["Priority", String(job.priority)],
    ["After", after.length === 0 ? undefined : h(Fragment, null, after)],
    ["Retries", `${plural(job.retry.maxAttempts ?? 1, "attempt")} for each kind of failure`],
    ["Volumes", job.volumes.map(({ name, mode = "ro" }) => `${name} (${mode})`).join(", ")],
    [
      "Labels",
      Object.entries(job.labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(", "),
    ],
    ["Directory", job.directory],
  ];
}

function Program({ job }: { readonly job: Job }): JSX.Element {
  const title = job.script === undefined ? "Command" : "Script";
  const command = (words: readonly string[]) =>
    words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(" ");
  const text = job.script ?? command(job.command ?? []);
  return h(
    "section",
    { "aria-labelledby": "program" },
    h("h2", { id: "program" }, title),
    h("pre", { class: "code", tabIndex: 0, role: "group", "aria-label": title }, text),
    job.args.length === 0 ? null : h("p", null, "Arguments: ", h("code", null, command(job.args))),
  );
}
