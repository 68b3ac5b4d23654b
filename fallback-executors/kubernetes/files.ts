import { sandboxPath, SandboxPathError } from "../../offers/sandbox-path.ts";
import {
  ExecRefusedError,
  TaskAccessError,
  type FilePart,
  type SandboxEntry,
} from "../../offers/task-access.ts";
import { openExecSession, type ExecOptions } from "./exec.ts";
import { SANDBOX } from "./kubernetes-options.ts";

type Where = Omit<ExecOptions, "command">;

/** Exit codes of the scripts below. */
const [ABSENT, NO_FILE, NO_DIRECTORY] = [3, 4, 5];
/** Where a path leads: nowhere out of the sandbox. */
const RESOLVE = `p=$(readlink -f -- "$1") && test -e "$p" || exit ${ABSENT}
case "$p" in "$PWD"|"$PWD"/*) ;; *) exit ${ABSENT};; esac
`;
const LIST = `${RESOLVE}test -d "$p" || exit ${NO_DIRECTORY}
cd "$p" || exit ${ABSENT}
for f in * .*; do
case "$f" in .|..) continue;; esac
test -e "$f" || test -L "$f" || continue
if test -d "$f"; then k=directory; elif test -f "$f"; then k=file; else k=other; fi
s=$(stat -L -c '%s %Y' -- "$f" 2>/dev/null) || s='0 0'
printf '%s %s %s\\0' "$k" "$s" "$f"
done`;
const READ = `${RESOLVE}test -f "$p" || exit ${NO_FILE}
s=$(stat -c %s -- "$p") || exit ${ABSENT}
printf '%s\\n' "$s"
test "$s" -le "$2" || tail -c "+$(($2+1))" -- "$p" | head -c "$3"`;

/** @returns `undefined` when there is no such directory, or it is outside of the sandbox */
export async function listFiles(where: Where, path: string): Promise<readonly SandboxEntry[] | undefined> {
  const { exitCode, output } = await run(where, LIST, [sandboxPath(path) || "."]);
  if (exitCode === ABSENT || exitCode === NO_DIRECTORY) return undefined;
  mustBe(exitCode, output.errors);
  return output.bytes
    .toString("utf8")
    .split("\0")
    .flatMap((line) => {
      const [, kind, size, modified, name] =
        /^(file|directory|other) (\d+) (\d+) ([\s\S]+)$/.exec(line) ?? [];
      if (name === undefined || (kind !== "file" && kind !== "directory" && kind !== "other")) return [];
      return [
        { name, kind, size: kind === "file" ? Number(size) : 0, modifiedAtMs: Number(modified) * 1000 },
      ];
    });
}

/** @throws SandboxPathError  for what is no file */
export async function readPodFile(
  where: Where,
  path: string,
  offset: number,
  bytesMax: number,
): Promise<FilePart | undefined> {
  const words = [sandboxPath(path) || ".", String(offset), String(bytesMax)];
  const { exitCode, output } = await run(where, READ, words);
  if (exitCode === ABSENT) return undefined;
  if (exitCode === NO_FILE) throw new SandboxPathError(`${JSON.stringify(path)} is no file`);
  mustBe(exitCode, output.errors);
  const line = output.bytes.indexOf(10);
  return {
    bytes: new Uint8Array(output.bytes.subarray(line + 1)),
    size: Number(output.bytes.toString("latin1", 0, line)),
  };
}

async function run(where: Where, script: string, words: readonly string[]) {
  try {
    const session = await openExecSession({
      ...where,
      command: { argv: ["/bin/sh", "-c", script, "sh", ...words] },
    });
    await session.end();
    const bytes: Uint8Array[] = [];
    const errors: Uint8Array[] = [];
    for await (const piece of session.output) (piece.stream === "stdout" ? bytes : errors).push(piece.bytes);
    const end = await session.ended;
    return {
      exitCode: "exitCode" in end ? end.exitCode : -1,
      output: { bytes: Buffer.concat(bytes), errors: Buffer.concat(errors).toString("utf8") },
    };
  } catch (error) {
    if (error instanceof ExecRefusedError && error.reason === "not_running")
      throw new TaskAccessError(NOT_ANY_MORE);
    throw error;
  }
}

const NOT_ANY_MORE = `the files of a task are seen only while it runs: Kubernetes gives no way to ${SANDBOX} of a pod that is over; let the job write into a volume, or into its directory where nodes see it`;

function mustBe(exitCode: number, errors: string): void {
  if (exitCode !== 0)
    throw new TaskAccessError(
      `the files could not be read by the container's own shell: ${errors.trim() || `exit code ${exitCode}`}`,
    );
}
