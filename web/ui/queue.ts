import type { JSX } from "preact";
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { JobSummary } from "../../client/documents/jobs.ts";
import type { QueueFilter } from "../model/address.ts";
import { jobAddress, NO_FILTER, queueAddress } from "../model/address.ts";
import type { JobPage } from "../model/api.ts";
import { jobPage } from "../model/api.ts";
import { countsByState, JOB_STATES } from "../model/states.ts";
import { notesOf, plural, resourcesText, timeText } from "../model/words.ts";
import { Link, Loading, State, Table, Title, Trouble } from "./parts.ts";
import { useLoaded, useNowMs, useSite } from "./site.ts";

const TYPING_MS = 300;

/** The jobs, newest first, a page at a time; every page follows what happens. */
export function Queue({ filter }: { readonly filter: QueueFilter }): JSX.Element {
  const { go, announce } = useSite();
  const nowMs = useNowMs();
  const address = queueAddress(filter);
  const [pages, setPages] = useState<{ readonly of: string; readonly cursors: readonly string[] }>({
    of: address,
    cursors: [],
  });
  const cursors = pages.of === address ? pages.cursors : [];
  const cursor = cursors.at(-1);
  const { value, error, reload } = useLoaded(
    `${address} ${cursor ?? ""}`,
    (connection, signal) => jobPage(connection, filter, cursor, signal),
    () => true,
  );
  const { shown, waiting, show } = useUnmoved(value);
  const summary = value === undefined ? "" : summaryOf(value, cursors.length, filter);
  useEffect(() => {
    if (summary !== "") announce(summary);
  }, [summary]);
  const turn = (to: readonly string[]): void => {
    setPages({ of: address, cursors: to });
    window.scrollTo(0, 0);
  };
  return h(
    "div",
    null,
    h(Title, { text: "Jobs" }),
    h(Filters, { filter, onChange: (next) => go(queueAddress(next), "replace") }),
    error === undefined ? null : h(Trouble, { error, retry: reload }),
    value === undefined && error === undefined ? h(Loading, { what: "the jobs" }) : null,
    value === undefined ? null : h("p", { class: "counts" }, summary),
    waiting === 0
      ? null
      : h("button", { type: "button", class: "pill", onClick: show }, `Show ${plural(waiting, "new job")}`),
    shown === undefined
      ? null
      : shown.items.length === 0
        ? h(Empty, { filter })
        : h(
            Table,
            { caption: "Jobs, newest first", columns: COLUMNS },
            h(
              "tbody",
              null,
              shown.items.map((job) => h(Row, { key: job.id, job, nowMs })),
            ),
          ),
    h(
      "nav",
      { class: "pages", "aria-label": "Pages of the list" },
      cursors.length === 0
        ? null
        : h("button", { type: "button", onClick: () => turn(cursors.slice(0, -1)) }, "Newer"),
      value?.next === undefined
        ? null
        : h("button", { type: "button", onClick: () => turn([...cursors, value.next ?? ""]) }, "Older"),
    ),
  );
}

const COLUMNS = [
  { title: "State" },
  { title: "Job" },
  { title: "User", class: "wide" },
  { title: "Asks for", class: "wide" },
  { title: "Time", class: "wide" },
];

function Row({ job, nowMs }: { readonly job: JobSummary; readonly nowMs: number }): JSX.Element {
  const asks = resourcesText(job.resources);
  const time = timeText(job, nowMs);
  const notes = notesOf(job).join("; ");
  return h(
    "tr",
    null,
    h("td", null, h(State, { state: job.state })),
    h(
      "td",
      { class: "job" },
      h(Link, { href: jobAddress(job.id) }, `${job.id} ${job.name}`),
      h("div", { class: "small narrow" }, `${job.user}, ${asks}, ${time}`),
      notes === "" ? null : h("div", { class: "small" }, notes),
    ),
    h("td", { class: "wide" }, job.user),
    h("td", { class: "wide" }, asks),
    h("td", { class: "wide", title: job.endedAt ?? job.startedAt ?? job.createdAt }, time),
  );
}

function Filters({
  filter,
  onChange,
}: {
  readonly filter: QueueFilter;
  readonly onChange: (filter: QueueFilter) => void;
}): JSX.Element {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const form = useRef<HTMLFormElement>(null);
  const change = (): void => {
    clearTimeout(timer.current);
    if (form.current === null) return;
    const data = new FormData(form.current);
    const text = (name: string): string => String(data.get(name) ?? "").trim();
    const state = ["live", ...JOB_STATES].find((each) => each === text("state")) ?? "";
    onChange({ state: state as QueueFilter["state"], user: text("user"), name: text("name") }); // one of the list
  };
  const typed = (): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(change, TYPING_MS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    change();
  };
  return h(
    "form",
    { ref: form, class: "filters", role: "search", "aria-label": "Filter the jobs", onSubmit },
    h(
      "label",
      null,
      "State",
      h(
        "select",
        { name: "state", value: filter.state, onChange: change },
        h("option", { value: "" }, "all"),
        h("option", { value: "live" }, "not ended"),
        JOB_STATES.map((state) => h("option", { key: state, value: state }, state)),
      ),
    ),
    h(
      "label",
      null,
      "User",
      h("input", { name: "user", defaultValue: filter.user, onInput: typed, ...PLAIN }),
    ),
    h(
      "label",
      null,
      "Name",
      h("input", { name: "name", defaultValue: filter.name, onInput: typed, ...PLAIN }),
    ),
    filter.state === "" && filter.user === "" && filter.name === ""
      ? null
      : h(
          "button",
          {
            type: "button",
            onClick: () => {
              form.current?.reset();
              form.current?.querySelectorAll("input").forEach((input) => (input.value = ""));
              form.current?.querySelector("select")?.focus();
              onChange(NO_FILTER);
            },
          },
          "Show all",
        ),
  );
}

const PLAIN = { type: "text", autoComplete: "off", autoCapitalize: "none", spellcheck: false } as const;

function Empty({ filter }: { readonly filter: QueueFilter }): JSX.Element {
  if (queueAddress(filter) !== queueAddress(NO_FILTER))
    return h(
      "p",
      { class: "empty" },
      "No job is like that. The user must be written in full, of the name a part is enough.",
    );
  return h(
    "p",
    { class: "empty" },
    "There are no jobs yet. Submit one from a terminal: ",
    h("code", null, "godocker submit -- sleep 60"),
  );
}

function summaryOf(
  { items, next, total, totalIsLowerBound = false }: JobPage,
  page: number,
  filter: QueueFilter,
): string {
  if (items.length === 0) return "";
  const isAll = page === 0 && next === undefined;
  const which = isAll
    ? plural(items.length, "job")
    : `Page ${page + 1}, ${items.length} of ${totalIsLowerBound ? "more than " : ""}${plural(total, "job")}`;
  const counts = countsByState(items);
  return filter.state === "" || filter.state === "live" ? `${which}: ${counts}` : which;
}

/**
 * Rows change where they are, but while somebody reads further down or moves in the list by keys, new ones do not push
 * the others away: they wait to be shown.
 */
function useUnmoved(value: JobPage | undefined): {
  readonly shown: JobPage | undefined;
  readonly waiting: number;
  readonly show: () => void;
} {
  const newest = useRef(0);
  const [, redraw] = useState(0);
  if (value === undefined) {
    newest.current = 0;
    return { shown: undefined, waiting: 0, show: () => undefined };
  }
  const top = value.items[0]?.id ?? 0;
  const isReading = window.scrollY > 200 || document.activeElement?.closest("tbody") != null;
  if (newest.current === 0 || !isReading) newest.current = Math.max(newest.current, top);
  const items = value.items.filter(({ id }) => id <= newest.current);
  return {
    shown: { ...value, items },
    waiting: value.items.length - items.length,
    show: () => {
      newest.current = top;
      window.scrollTo(0, 0);
      redraw((count) => count + 1);
      document.querySelector<HTMLElement>("#title")?.focus();
    },
  };
}
