import { imageMatches } from "./image-policy.ts";
import type { Problem } from "../text/problem.ts";
import type { JobSpec } from "../spec/spec.ts";

/** Lets jobs be root in their container: of these users, and in these projects; neither: everybody's. */
export interface RootGrant {
  /** Patterns of images, as those of the image policy: nobody is root in an image that is not named. */
  readonly images: readonly string[];
  readonly users?: readonly string[];
  readonly projects?: readonly string[];
}

type Asked = Pick<JobSpec, "image" | "project" | "rootInContainer" | "volumes">;

/** Why the job may not be root in its container, if it wants to be. */
export function rootProblems(spec: Asked, user: string, grants: readonly RootGrant[]): readonly Problem[] {
  if (spec.rootInContainer !== true) return [];
  const refusal = rootRefusal(spec, user, grants);
  if (refusal !== undefined)
    return [
      {
        pointer: "/rootInContainer",
        code: "conflict",
        message: refusal,
        got: true,
        hint: "leave it out: the job runs as its owner then",
      },
    ];
  return spec.volumes.flatMap(({ mode }, at): readonly Problem[] =>
    mode === "ro"
      ? []
      : [
          {
            pointer: `/volumes/${at}/mode`,
            code: "conflict",
            message: "a job that is root in its container can only read volumes",
            got: mode,
            allowed: "ro",
          },
        ],
  );
}

/** A sentence; `undefined` for a job that may be root now. */
export function rootRefusal(
  { image, project }: Pick<Asked, "image" | "project">,
  user: string,
  grants: readonly RootGrant[],
): string | undefined {
  if (image === undefined) return "only a job with an image has a container that it could be root in";
  const mine = grants.filter(
    ({ projects, users }) =>
      (users === undefined && projects === undefined) ||
      users?.includes(user) === true ||
      projects?.includes(project) === true,
  );
  if (mine.length === 0) return "this site does not let this job be root in its container";
  if (mine.some(({ images }) => images.some((pattern) => imageMatches(pattern, image.ref)))) return undefined;
  return `this site does not let jobs be root in the image ${image.ref}`;
}
