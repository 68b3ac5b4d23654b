import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Something to be answered before the page goes on. Escape leaves it, and the focus goes back to where it was. */
export function Dialog({
  title,
  onLeave,
  children,
}: {
  readonly title: string;
  readonly onLeave: () => void;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      // It may be gone before the browser has given the focus back.
      if (before instanceof HTMLElement) queueMicrotask(() => before.focus());
    };
  }, []);
  const onCancel = (event: Event): void => {
    event.preventDefault();
    onLeave();
  };
  return h(
    "dialog",
    { ref: dialog, "aria-labelledby": "dialog", onCancel },
    h("h2", { id: "dialog" }, title),
    children,
  );
}

/** What cannot be taken back is asked for once more. */
export function Confirm({
  title,
  text,
  action,
  onDo,
  onLeave,
}: {
  readonly title: string;
  readonly text: string;
  /** What the button says. */
  readonly action: string;
  readonly onDo: () => void;
  readonly onLeave: () => void;
}): JSX.Element {
  return h(
    Dialog,
    { title, onLeave },
    h("p", null, text),
    h(
      "div",
      { class: "toolbar" },
      h("button", { type: "button", autoFocus: true, onClick: onLeave }, "Leave it"),
      h("button", { type: "button", onClick: onDo }, action),
    ),
  );
}

/** A secret that is shown once. */
export function ShownOnce({ what, secret }: { readonly what: string; readonly secret: string }): JSX.Element {
  return h(
    "div",
    { class: "once", role: "status" },
    h("p", null, what),
    h("pre", { class: "code", tabIndex: 0 }, secret),
  );
}
