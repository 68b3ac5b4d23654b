import { matchesGlob } from "../query/job-filter.ts";
import type { Problem } from "../text/problem.ts";
import type { JobSpec } from "../spec/spec.ts";

/** Which images jobs may name. Patterns have `*` for any text; they name no tag: `docker.io/library/*`. */
export interface ImagePolicy {
  /** Empty: any that is not denied. */
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  /** Only by digest, which names one image for ever. */
  readonly digest: boolean;
}

export const ANY_IMAGE: ImagePolicy = { allow: [], deny: [], digest: false };

export function imageProblems({ image }: Pick<JobSpec, "image">, policy: ImagePolicy): readonly Problem[] {
  if (image === undefined) return [];
  const { ref } = image;
  const { digest } = imageName(ref);
  const fault = (message: string, more: Pick<Problem, "allowed" | "hint"> = {}): Problem => ({
    pointer: "/image/ref",
    code: "conflict",
    message,
    got: ref,
    ...more,
  });
  const matches = (pattern: string) => imageMatches(pattern, ref);
  const problems: Problem[] = [];
  if (policy.deny.some(matches)) problems.push(fault("is an image that this site does not allow"));
  else if (policy.allow.length > 0 && !policy.allow.some(matches))
    problems.push(
      fault("is none of the images that this site allows", {
        allowed: policy.allow.slice(0, 20).join(", "),
      }),
    );
  if (policy.digest && digest === undefined)
    problems.push(
      fault("does not say which image it is for ever", {
        hint: "name it by its digest: name@sha256:…",
      }),
    );
  return problems;
}

/** Whatever tag or digest the image has. */
export function imageMatches(pattern: string, ref: string): boolean {
  return matchesGlob(imageName(pattern).name, imageName(ref).name);
}

/**
 * The name as registries know it: `debian:12` is `docker.io/library/debian`. The host is the same in small letters, and
 * the other names of Docker's registry are this one.
 */
export function imageName(ref: string): { readonly name: string; readonly digest?: string } {
  const [tagged = "", digest] = ref.split("@", 2);
  const slash = tagged.indexOf("/");
  const first = slash < 0 ? "" : tagged.slice(0, slash);
  // A host has a dot or a port, or it is this machine; else it is part of a name at Docker's registry.
  const hasHost = /[.:*]/.test(first) || first.toLowerCase() === "localhost";
  const rest = untagged(hasHost ? tagged.slice(slash + 1) : tagged);
  const given = hasHost ? first.toLowerCase() : "docker.io";
  const host = DOCKER_HOSTS.has(given) ? "docker.io" : given;
  const path = host === "docker.io" && !rest.includes("/") && rest !== "*" ? `library/${rest}` : rest;
  return { name: `${host}/${path}`, ...(digest === undefined ? {} : { digest }) };
}

const DOCKER_HOSTS: ReadonlySet<string> = new Set(["docker.io", "index.docker.io", "registry-1.docker.io"]);

/** A colon behind the last slash begins a tag. */
function untagged(path: string): string {
  const colon = path.indexOf(":", path.lastIndexOf("/") + 1);
  return colon < 0 ? path : path.slice(0, colon);
}
