import { record, text, type Shape } from "./shapes.ts";
import type { Host } from "./host.ts";

/** Tells operators of what else must work on this machine. */
export interface StatusReporter {
  /** Asked with each look at the health of the process: a second is too long. */
  report(): readonly StatusLine[] | Promise<readonly StatusLine[]>;
}

export interface StatusLine {
  /** Short, such as the name of a volume. */
  readonly name: string;
  readonly ok: boolean;
  /** A sentence for operators. */
  readonly detail: string;
}

const LINES: Shape = {
  type: "array",
  maxItems: 50,
  items: record({ name: text(64), ok: { type: "boolean" }, detail: text(500) }),
};

/**
 * What it has to say, in one line.
 * @throws Error  when it fails, or one of its lines is not right
 */
export async function statusOf(host: Host): Promise<string> {
  const lines = (await host.call("report", [], LINES)) as readonly StatusLine[]; // the shape says so
  const shown = lines.map(({ detail, name }) => `${name}: ${detail}`);
  const bad = lines.flatMap(({ ok }, at) => (ok ? [] : [shown[at] ?? ""]));
  if (bad.length > 0) throw new Error(bad.join("; "));
  return shown.join("; ");
}
