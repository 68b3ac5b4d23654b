/** A path that is none below a sandbox; the message says why. */
export class SandboxPathError extends Error {
  override readonly name = "SandboxPathError";
}

/** Of Linux, in bytes. */
const NAME_BYTES_MAX = 255;
const PATH_BYTES_MAX = 4095;

/**
 * A path below a sandbox in its one way to be written: names with `/` between them, `""` for the sandbox itself.
 * @param text  relative; empty parts and `.` stand for nothing
 * @throws SandboxPathError  for one that leads out of it, or that no file can have
 */
export function sandboxPath(text: string): string {
  const refuse = (why: string): never => {
    throw new SandboxPathError(`${JSON.stringify(shown(text))} ${why}`);
  };
  if (text.startsWith("/")) return refuse("is absolute: write it relative to the sandbox");
  if (text.includes("\0") || !text.isWellFormed()) return refuse("has characters that no path can have");
  const names = text.split("/").filter((name) => name !== "" && name !== ".");
  if (names.includes("..")) return refuse('leads out of the sandbox: write it without ".."');
  const path = names.join("/");
  const tooLong = names.some((name) => bytesOf(name) > NAME_BYTES_MAX) || bytesOf(path) > PATH_BYTES_MAX;
  return tooLong ? refuse("is longer than a path can be") : path;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

const SHOWN_MAX = 100;

function shown(text: string): string {
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}
