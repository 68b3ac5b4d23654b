import type { JSX } from "preact";
import { Fragment, h } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Attempt, Job } from "../../client/documents/jobs.ts";
import { ApiError } from "../../client/http.ts";
import type { LogChoice } from "../model/address.ts";
import { jobAddress, logAddress } from "../model/address.ts";
import { firstTask } from "../model/array.ts";
import { attemptsOf, job as loadJob, wholeLog } from "../model/api.ts";
import { needsReason } from "../model/reason.ts";
import { hasEnded } from "../model/states.ts";
import { BreakGlass } from "./break-glass.ts";
import { roundSize } from "../model/words.ts";
import { Choices } from "./log-choices.ts";
import { LogText } from "./log-text.ts";
import { Link, Loading, Title, Trouble } from "./parts.ts";
import { useLoaded, useSite } from "./site.ts";
import { type AttemptChoice, type Part, PIECE_BYTES, type Shown, useOutput } from "./log-reading.ts";

export function LogPage({ id, choice }: { readonly id: number; readonly choice: LogChoice }): JSX.Element {
  const { value, error, reload } = useLoaded<{ readonly job: Job; readonly attempts: readonly Attempt[] }>(
    `log ${id} ${choice.index ?? ""}`,
    async (connection, signal) => {
      const job = await loadJob(connection, id, signal);
      const index = job.array === undefined ? undefined : (choice.index ?? firstTask(job));
      return { job, attempts: await attemptsOf(connection, id, index, signal) };
    },
    (news) => news === undefined || news.job === id,
  );
  const job = value?.job;
  const index = job?.array === undefined ? undefined : (choice.index ?? firstTask(job));
  const which: LogChoice = {
    stream: choice.stream,
    ...(choice.attempt === undefined ? {} : { attempt: choice.attempt }),
    ...(index === undefined ? {} : { index }),
  };
  const attempt = value === undefined ? undefined : attemptOf(value.attempts, which);
  const text = `Output of job ${id}`;
  return h(
    Fragment,
    null,
    h(Title, { text }, "Output of ", h(Link, { href: jobAddress(id) }, `job ${id}`)),
    error === undefined ? null : h(Trouble, { error, retry: reload }),
    value === undefined && error === undefined ? h(Loading, { what: "the output" }) : null,
    value === undefined
      ? null
      : h(
          Fragment,
          null,
          h(Choices, { id, which, attempts: value.attempts, isArray: value.job.array !== undefined }),
          attempt === undefined
            ? h(
                "p",
                { class: "empty" },
                hasEnded(value.job.state)
                  ? "It never ran, so there is no output."
                  : "It has not begun to run. Its output will appear here.",
              )
            : h(Output, { key: logAddress(id, { ...which, attempt }), id, which: { ...which, attempt } }),
        ),
  );
}

/** The one that was chosen, or else the latest that has begun. */
function attemptOf(attempts: readonly Attempt[], { attempt }: LogChoice): number | undefined {
  return attempts.findLast(
    (each) => each.startedAt !== undefined && (attempt === undefined || each.attempt === attempt),
  )?.attempt;
}

function Output({ id, which }: { readonly id: number; readonly which: AttemptChoice }): JSX.Element {
  const { connection: plain, announce } = useSite();
  const [reason, setReason] = useState<string>();
  const connection = useMemo(
    () => (reason === undefined ? plain : { ...plain, headers: { ...plain.headers, "break-glass": reason } }),
    [plain, reason],
  );
  const [part, setPart] = useState<Part>("end");
  const [isFollowing, setIsFollowing] = useState(true);
  const [isWrapped, setIsWrapped] = useState(true);
  /** Whether the question for a reason was left without one. */
  const [isLeft, setIsLeft] = useState(false);
  const { shown, error, setError, retry } = useOutput({ connection, id, which }, part, isFollowing, reason);
  useEffect(() => announce(ANNOUNCED[shown.state]), [shown.state]);
  const save = (): void =>
    void saveWhole(id, which, () => wholeLog(connection, id, which)).catch((failure: unknown) =>
      setError(failure instanceof ApiError ? failure : undefined),
    );
  return h(
    Fragment,
    null,
    error === undefined ? null : h(Trouble, { error, retry: () => (setIsLeft(false), retry()) }),
    error !== undefined && needsReason(error) && !isLeft
      ? h(BreakGlass, { onReason: setReason, onLeave: () => setIsLeft(true) })
      : null,
    h(
      "div",
      { class: "toolbar", role: "group", "aria-label": "Which part" },
      h(Steps, { shown, part, setPart }),
      h(Check, {
        label: "Follow",
        isOn: isFollowing && part === "end",
        set: (isOn) => (setIsFollowing(isOn), isOn && setPart("end")),
      }),
      h(Check, { label: "Wrap lines", isOn: isWrapped, set: setIsWrapped }),
      h("button", { type: "button", onClick: save }, "Save"),
    ),
    h("p", { class: "small counts" }, statusOf(shown, which.attempt)),
    h(LogText, {
      key: part === "end" ? part : part.from,
      blocks: shown.window.blocks,
      isWrapped,
      isFollowing: isFollowing && part === "end",
      label: `${which.stream} of job ${id}`,
    }),
  );
}

/** Buttons that go through an output. */
function Steps({
  shown: { window, size },
  part,
  setPart,
}: {
  readonly shown: Shown;
  readonly part: Part;
  readonly setPart: (part: Part) => void;
}): JSX.Element {
  const button = (label: string, disabled: boolean, to: Part) =>
    h("button", { type: "button", disabled, onClick: () => setPart(to) }, label);
  const isFirst = window.from === 0;
  return h(
    Fragment,
    null,
    button("Start", isFirst, { from: 0 }),
    button("Earlier", isFirst, { from: Math.max(0, window.from - PIECE_BYTES) }),
    button("Later", part === "end" || window.to >= size, { from: window.to }),
    button("End", part === "end", "end"),
  );
}

const ANNOUNCED: Readonly<Record<Shown["state"], string>> = {
  loading: "",
  waiting: "There is no output yet",
  following: "The output is followed",
  complete: "The output is complete",
  still: "",
};

function statusOf({ window, size, state }: Shown, attempt: number): string {
  if (state === "loading") return "Loading …";
  if (state === "waiting") return "There is no output yet. It will appear here.";
  const end =
    state === "following" ? "; what comes is added" : state === "complete" ? "; that is the end" : "";
  const of = `Attempt ${attempt}: `;
  if (size === 0)
    return `${of}${state === "complete" ? "It wrote nothing, or it is no longer kept." : "nothing written so far"}`;
  const isAll = window.from === 0 && window.to >= size;
  const what = isAll
    ? `all ${roundSize(size)}`
    : `bytes ${grouped(window.from)} to ${grouped(window.to)} of ${grouped(size)} (${roundSize(size)})`;
  return `${of}${what}${end}.`;
}

function grouped(count: number): string {
  return count.toLocaleString("en");
}

function Check({
  label,
  isOn,
  set,
}: {
  readonly label: string;
  readonly isOn: boolean;
  readonly set: (isOn: boolean) => void;
}): JSX.Element {
  return h(
    "label",
    { class: "check" },
    h("input", { type: "checkbox", checked: isOn, onChange: (event) => set(event.currentTarget.checked) }),
    label,
  );
}

async function saveWhole(
  id: number,
  { stream, attempt, index }: LogChoice,
  whole: () => Promise<Blob>,
): Promise<void> {
  const href = URL.createObjectURL(await whole());
  const link = document.createElement("a");
  link.href = href;
  link.download =
    [`job-${id}`, index, attempt, stream].filter((part) => part !== undefined).join("-") + ".txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
