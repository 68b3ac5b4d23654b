import { createHash } from "node:crypto";

/** Source: Kubernetes documentation, "Labels and Selectors". */
const VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;
const NAME_MAX = 63;
const HASH = 10;

export function isLabelValue(text: string): boolean {
  return VALUE.test(text);
}

/** A text as the value of a label. What is no such value gets one of its own, that no other text has. */
export function labelValue(text: string): string {
  if (isLabelValue(text)) return text;
  const words = text.replaceAll(/[^A-Za-z0-9._-]+/g, "-").slice(0, NAME_MAX - HASH - 1);
  return `${words.replace(/^[^A-Za-z0-9]+/, "")}-${hashOf(text)}`.replace(/^-/, "");
}

/**
 * Name of a task's pod, and of its secret: of the letters and the length that hosts' names have. Unique for ever, as task
 * ids are, and found again from the task's id.
 */
export function podName(installation: string, taskId: string): string {
  const task = taskId.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const words = installation
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  // Twice: what comes before never has two of them side by side, so nobody else's task makes the same name.
  const plain = `${words}--${task}`;
  if (words === installation && plain.length <= NAME_MAX) return plain;
  // Two installations whose names only differ in what cannot be kept are still two.
  const room = NAME_MAX - HASH - 1 - task.length - 2;
  const kept = words.slice(0, Math.max(0, room)).replace(/-+$/, "");
  return `${kept === "" ? "g" : kept}-${hashOf(installation)}--${task}`;
}

/**
 * A text as a part of a host's name: the text itself where it is one, else one that no other text has.
 * @param lengthMax  at least 16
 */
export function hostWord(text: string, lengthMax: number): string {
  if (/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(text) && text.length <= lengthMax) return text;
  const words = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const kept = words.slice(0, lengthMax - HASH - 1).replaceAll(/^-+|-+$/g, "");
  return kept === "" ? hashOf(text) : `${kept}-${hashOf(text)}`;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, HASH);
}
