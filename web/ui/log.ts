import type { JSX } from "preact";
import { Fragment, h } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Attempt, Job } from "../../client/documents/jobs.ts";
import { ApiError } from "../../client/http.ts";
import { readLog } from "../../client/streams.ts";
import type { LogChoice } from "../model/address.ts";
import { jobAddress, logAddress } from "../model/address.ts";
import { firstTask } from "../model/array.ts";
import { attemptsOf, job as loadJob, logPiece, wholeLog } from "../model/api.ts";
import type { LogWindow } from "../model/log-window.ts";
import { append, emptyWindow, firstWholeLine } from "../model/log-window.ts";
import { needsReason } from "../model/reason.ts";
import { hasEnded } from "../model/states.ts";
import { BreakGlass } from "./break-glass.ts";
import { roundSize } from "../model/words.ts";
import { Choices } from "./log-choices.ts";
import { LogText } from "./log-text.ts";
import { Link, Loading, Title, Trouble } from "./parts.ts";
import { useIsVisible, useLoaded, useSite } from "./site.ts";

/** Read at once, and one step through an output. */
const PIECE_BYTES = 256 * 1024;
/** Kept on the page while it is followed; what is older goes, and can be gone back to. */
const WINDOW_BYTES = 256 * 1024;
/** Between two drawings of what comes: laying out a whole window takes a while. */
const DRAW_MS = 150;

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

type AttemptChoice = LogChoice & { readonly attempt: number };

type Part = "end" | { readonly from: number };

interface Shown {
  readonly window: LogWindow;
  /** Bytes that the output had when it was looked at; grows while it is followed. */
  readonly size: number;
  readonly state: "loading" | "waiting" | "following" | "complete" | "still";
}

const NOTHING: Shown = { window: emptyWindow(0), size: 0, state: "loading" };

function Output({ id, which }: { readonly id: number; readonly which: AttemptChoice }): JSX.Element {
  const { connection: plain, announce, signedOut } = useSite();
  const [reason, setReason] = useState<string>();
  const connection = useMemo(
    () => (reason === undefined ? plain : { ...plain, headers: { ...plain.headers, "break-glass": reason } }),
    [plain, reason],
  );
  const isVisible = useIsVisible();
  const [part, setPart] = useState<Part>("end");
  const [isFollowing, setIsFollowing] = useState(true);
  const [isWrapped, setIsWrapped] = useState(true);
  const [error, setError] = useState<ApiError>();
  const [tries, setTries] = useState(0);
  /** Whether the question for a reason was left without one. */
  const [isLeft, setIsLeft] = useState(false);
  const shown = useRef<{ readonly part: Part; value: Shown }>({ part, value: NOTHING });
  const [, setDrawn] = useState(0);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    let isAsked = false;
    let drawnAtMs = -DRAW_MS;
    const draw = (): void => {
      if (isAsked) return;
      isAsked = true;
      setTimeout(
        () => {
          isAsked = false;
          drawnAtMs = performance.now();
          if (!signal.aborted) setDrawn((count) => count + 1);
        },
        Math.max(0, drawnAtMs + DRAW_MS - performance.now()),
      );
    };
    const set = (change: Partial<Shown>): void => {
      shown.current.value = { ...shown.current.value, ...change };
      draw();
    };
    const add = (bytes: Uint8Array): void => {
      const window = append(shown.current.value.window, bytes, WINDOW_BYTES);
      set({ window, size: Math.max(shown.current.value.size, window.to) });
    };
    const read = async (): Promise<void> => {
      if (shown.current.part !== part || shown.current.value.state === "loading") {
        shown.current = { part, value: { ...NOTHING, size: shown.current.value.size } };
        const wanted = part === "end" ? { last: PIECE_BYTES } : { from: part.from, length: PIECE_BYTES };
        const piece = await logPiece(connection, id, which, wanted, signal);
        if (piece === undefined) {
          set({ state: "waiting" });
        } else {
          const skipped = piece.from === 0 || part !== "end" ? 0 : firstWholeLine(piece.bytes);
          set({ window: emptyWindow(piece.from + skipped), size: piece.size, state: "still" });
          add(piece.bytes.subarray(skipped));
        }
      }
      if (part !== "end" || !isFollowing || !isVisible) return;
      if (shown.current.value.state !== "waiting") set({ state: "following" });
      const { window } = shown.current.value;
      const followed = readLog(connection, id, { ...which, offset: window.to, follow: true, signal });
      for await (const bytes of followed) {
        set({ state: "following" });
        add(bytes);
      }
      set({ state: "complete" });
    };
    setError(undefined);
    read().catch((failure: unknown) => {
      if (signal.aborted) return;
      if (!(failure instanceof ApiError)) throw failure;
      if (failure.code === "not_signed_in") signedOut();
      setError(failure);
    });
    return () => controller.abort();
  }, [part, isFollowing, isVisible, tries, reason]);

  const { window, size, state } = shown.current.value;
  const status = statusOf(shown.current.value, which.attempt);
  useEffect(() => announce(ANNOUNCED[state]), [state]);
  const move = (from: number): void => setPart({ from: Math.max(0, from) });
  return h(
    Fragment,
    null,
    error === undefined ? null : h(Trouble, { error, retry: () => (setIsLeft(false), setTries(tries + 1)) }),
    error !== undefined && needsReason(error) && !isLeft
      ? h(BreakGlass, { onReason: setReason, onLeave: () => setIsLeft(true) })
      : null,
    h(
      "div",
      { class: "toolbar", role: "group", "aria-label": "Which part" },
      h("button", { type: "button", disabled: window.from === 0, onClick: () => move(0) }, "Start"),
      h(
        "button",
        { type: "button", disabled: window.from === 0, onClick: () => move(window.from - PIECE_BYTES) },
        "Earlier",
      ),
      h(
        "button",
        { type: "button", disabled: part === "end" || window.to >= size, onClick: () => move(window.to) },
        "Later",
      ),
      h("button", { type: "button", disabled: part === "end", onClick: () => setPart("end") }, "End"),
      h(Check, {
        label: "Follow",
        isOn: isFollowing && part === "end",
        set: (isOn) => (setIsFollowing(isOn), isOn && setPart("end")),
      }),
      h(Check, { label: "Wrap lines", isOn: isWrapped, set: setIsWrapped }),
      h(
        "button",
        {
          type: "button",
          onClick: () =>
            void save(id, which, () => wholeLog(connection, id, which)).catch((failure: unknown) =>
              setError(failure instanceof ApiError ? failure : undefined),
            ),
        },
        "Save",
      ),
    ),
    h("p", { class: "small counts" }, status),
    h(LogText, {
      key: part === "end" ? part : part.from,
      blocks: window.blocks,
      isWrapped,
      isFollowing: isFollowing && part === "end",
      label: `${which.stream} of job ${id}`,
    }),
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

async function save(
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
