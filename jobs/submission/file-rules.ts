import { ioPatternFault } from "../spec/io-pattern.ts";
import { isInside, mountPathFault } from "../text/mount-path.ts";
import type { Problem } from "../text/problem.ts";
import { isRecord, shown } from "../text/problem.ts";

type Document = Readonly<Record<string, unknown>>;

/** What no schema can say of volumes, working directory and files. Looks only at fields whose shape is right. */
export function fileProblems(job: Document, isFaulty: (pointer: string) => boolean): Problem[] {
  const { array, image, io, volumes, workdir } = job;
  const problems: Problem[] = [];
  const format = (pointer: string, fault: string | undefined, got: unknown): void => {
    if (fault !== undefined) problems.push({ pointer, code: "format", message: fault, got: shown(got) });
  };
  for (const [at, volume] of (Array.isArray(volumes) ? volumes : []).entries()) {
    const pointer = `/volumes/${at}`;
    if (!isRecord(volume) || isFaulty(pointer)) continue;
    const { path, subPath } = volume;
    if (typeof path === "string" && image === undefined) {
      const message = "needs an image: a program without one sees volumes where they are on the machine";
      problems.push({
        pointer: `${pointer}/path`,
        code: "conflict",
        message,
        hint: "add image, or leave it out",
      });
    }
    if (typeof subPath === "string") format(`${pointer}/subPath`, subPathFault(subPath), subPath);
  }
  if (typeof workdir === "string" && !isFaulty("/workdir"))
    format("/workdir", workdirFault(workdir), workdir);
  if (!isRecord(io) || isFaulty("/io")) return problems;
  for (const field of ["stdout", "stderr", "stdin"] as const) {
    const pattern = io[field];
    if (typeof pattern === "string")
      format(`/io/${field}`, ioPatternFault(pattern, array !== undefined), pattern);
  }
  if (io.join === true && io.stderr !== undefined) {
    const message = "the error output cannot go to a file of its own and to the output's";
    problems.push({ pointer: "/io/join", code: "conflict", message });
  }
  return problems;
}

function subPathFault(path: string): string | undefined {
  return path.startsWith("/") ? "must be relative to the volume" : mountPathFault(`/volume/${path}`);
}

function workdirFault(path: string): string | undefined {
  if (!path.startsWith("/")) return "must begin with /";
  if (path.length > 4096) return "must not be longer than 4096 characters";
  const segments = path === "/" ? [] : path.slice(1).split("/");
  if (segments.some((segment) => segment === "" || segment === "." || segment === ".."))
    return "must be written without //, /./, /../ and without a / at the end";
  // oxlint-disable-next-line no-control-regex -- they are what is refused
  if (/[\u0000-\u001f\u007f]/.test(path)) return "must not have control characters";
  const system = ["/proc", "/sys", "/dev"].find((place) => isInside(path, place));
  return system === undefined ? undefined : `must not be in ${system}`;
}
