import type { JSX } from "preact";
import { h } from "preact";
import { useRef } from "preact/hooks";
import type { Attempt } from "../../client/documents/jobs.ts";
import type { LogChoice } from "../model/address.ts";
import { logAddress } from "../model/address.ts";
import { hasEnded } from "../model/states.ts";
import { useSite } from "./site.ts";

/** Which stream of which attempt, and of which task of an array. */
export function Choices({
  id,
  which,
  attempts,
  isArray,
}: {
  readonly id: number;
  readonly which: LogChoice;
  readonly attempts: readonly Attempt[];
  readonly isArray: boolean;
}): JSX.Element {
  const { go } = useSite();
  const form = useRef<HTMLFormElement>(null);
  const change = (event: Event): void => {
    event.preventDefault();
    if (form.current === null) return;
    const data = new FormData(form.current);
    const number = (name: string) =>
      /^\d+$/.test(String(data.get(name))) ? Number(data.get(name)) : undefined;
    const [index, attempt] = [number("index"), number("attempt")];
    const isOther = index !== which.index;
    go(
      logAddress(id, {
        stream: data.get("stream") === "stderr" ? "stderr" : "stdout",
        ...(index === undefined ? {} : { index }),
        ...(attempt === undefined || isOther ? {} : { attempt }),
      }),
      "replace",
    );
  };
  return h(
    "form",
    { ref: form, class: "filters", onSubmit: change, "aria-label": "Which output" },
    h(
      "label",
      null,
      "Stream",
      h(
        "select",
        { name: "stream", value: which.stream, onChange: change },
        h("option", { value: "stdout" }, "stdout"),
        h("option", { value: "stderr" }, "stderr"),
      ),
    ),
    isArray
      ? h(
          "label",
          null,
          "Task",
          h("input", {
            name: "index",
            type: "number",
            min: 0,
            defaultValue: String(which.index ?? ""),
            onChange: change,
          }),
        )
      : null,
    h(
      "label",
      null,
      "Attempt",
      h(
        "select",
        { name: "attempt", value: String(which.attempt ?? ""), onChange: change },
        h("option", { value: "" }, "the latest"),
        attempts.map(({ attempt, state, node }) =>
          h(
            "option",
            { key: attempt, value: String(attempt) },
            `${attempt} (${hasEnded(state) ? state : `${state} on ${node}`})`,
          ),
        ),
      ),
    ),
  );
}
