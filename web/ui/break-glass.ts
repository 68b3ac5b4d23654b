import type { JSX } from "preact";
import { h } from "preact";
import { useRef, useState } from "preact/hooks";
import { reasonFault, REASON_LENGTH } from "../model/reason.ts";
import { Dialog } from "./dialog.ts";

/** Asks an administrator why they read what is another user's. */
export function BreakGlass({
  onReason,
  onLeave,
}: {
  readonly onReason: (reason: string) => void;
  readonly onLeave: () => void;
}): JSX.Element {
  const [fault, setFault] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    const reason = input.current?.value.trim() ?? "";
    const wrong = reasonFault(reason);
    setFault(wrong);
    if (wrong === undefined) onReason(reason);
    else input.current?.focus();
  };
  return h(
    Dialog,
    { title: "This is somebody else's", onLeave },
    h("p", null, "Your reason is kept in the audit log, and the owner of the job is told of it."),
    h(
      "form",
      { onSubmit: submit, class: "stacked" },
      h("label", { for: "reason" }, "Why do you read it?"),
      h("input", {
        id: "reason",
        ref: input,
        type: "text",
        autoComplete: "off",
        maxLength: REASON_LENGTH.most,
        required: true,
        autoFocus: true,
        "aria-invalid": fault === undefined ? undefined : "true",
        "aria-describedby": fault === undefined ? undefined : "reason-fault",
      }),
      h("p", { id: "reason-fault", class: "fault", role: "alert" }, fault ?? ""),
      h(
        "div",
        { class: "toolbar" },
        h("button", { type: "button", onClick: onLeave }, "Leave it"),
        h("button", { type: "submit" }, "Read it"),
      ),
    ),
  );
}
