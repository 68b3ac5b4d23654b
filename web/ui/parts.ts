import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ApiError } from "../../client/http.ts";
import { ago } from "../model/words.ts";
import { useSite } from "./site.ts";

/** A link inside the site; with a modifier or another button the browser does what it always does. */
export function Link({
  href,
  children,
  ...attributes
}: {
  readonly href: string;
  readonly children?: ComponentChildren;
  readonly class?: string;
  readonly "aria-current"?: "page" | undefined;
}): JSX.Element {
  const { go } = useSite();
  const onClick = (event: MouseEvent): void => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(href);
  };
  return h("a", { href, onClick, ...attributes }, children);
}

/** The heading of a page. It takes the focus when the page is reached from another one. */
export function Title({
  text,
  children,
}: {
  readonly text: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  useEffect(() => {
    document.title = `${text} – GoDocker`;
  }, [text]);
  return h("h1", { id: "title", tabIndex: -1 }, children ?? text);
}

/** One form per state, so that colour is never the only difference. */
const SHAPES: Readonly<Record<string, string>> = {
  pending: "M8 3v5l3 2",
  held: "M6 5v6M10 5v6",
  starting: "M4 8h7M8 5l3 3-3 3",
  running: "M6 4.5v7l6-3.5z",
  suspended: "M6 5v6M10 5v6",
  stopping: "M5.5 5.5h5v5h-5z",
  succeeded: "M4 8.5l3 3 5-6.5",
  failed: "M5 5l6 6M11 5l-6 6",
  cancelled: "M4.5 11.5l7-7",
  submitted: "M8 4v8M4 8h8",
};

export function State({ state }: { readonly state: string }): JSX.Element {
  return h("span", { class: `state state-${state}` }, h(StateIcon, { state }), state);
}

export function StateIcon({ state }: { readonly state: string }): JSX.Element {
  return h(
    "svg",
    { class: `icon state-${state}`, viewBox: "0 0 16 16", "aria-hidden": "true" },
    h("circle", { cx: 8, cy: 8, r: 7 }),
    h("path", { d: SHAPES[state] ?? SHAPES.pending }),
  );
}

/** Relative, with the instant in its title. */
export function When({ at, nowMs }: { readonly at: string; readonly nowMs: number }): JSX.Element {
  return h("time", { dateTime: at, title: at }, ago(at, nowMs));
}

/** The instant in the person's own zone, and how long ago that was. */
export function Instant({ at, nowMs }: { readonly at: string; readonly nowMs: number }): JSX.Element {
  return h("time", { dateTime: at, title: at }, `${new Date(at).toLocaleString()} (${ago(at, nowMs)})`);
}

/** Name and value, side by side; what has no value is left out. */
export function Facts({
  facts,
}: {
  readonly facts: readonly (readonly [name: string, value: ComponentChildren])[];
}): JSX.Element {
  return h(
    "dl",
    { class: "facts" },
    facts
      .filter(([, value]) => value !== undefined && value !== "")
      .map(([name, value]) => h("div", { key: name }, h("dt", null, name), h("dd", null, value))),
  );
}

export function Trouble({
  error,
  retry,
}: {
  readonly error: ApiError;
  readonly retry: () => void;
}): JSX.Element {
  const { problem } = error;
  return h(
    "div",
    { class: "trouble", role: "alert" },
    h("p", null, h("strong", null, problem?.title ?? "No answer"), ` – ${error.message}`),
    problem?.requestId === undefined ? null : h("p", { class: "small" }, `Request ${problem.requestId}`),
    h("button", { type: "button", onClick: retry }, "Try again"),
  );
}

/** Says that something comes, but only when it takes a while. */
export function Loading({ what }: { readonly what: string }): JSX.Element {
  return h("p", { class: "loading" }, `Loading ${what} …`);
}

/** A table that scrolls by itself where the page is too narrow; then it can be focused, so that keys scroll it. */
export function Table({
  caption,
  columns,
  children,
}: {
  readonly caption: string;
  readonly columns: readonly { readonly title: string; readonly class?: string }[];
  readonly children?: ComponentChildren;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = (): void => {
      if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
      else element.removeAttribute("tabindex");
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return h(
    "div",
    { class: "table", ref: box, role: "region", "aria-label": caption },
    h(
      "table",
      null,
      h("caption", { class: "hidden" }, caption),
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          columns.map((column) =>
            h("th", { key: column.title, scope: "col", class: column.class }, column.title),
          ),
        ),
      ),
      children,
    ),
  );
}
