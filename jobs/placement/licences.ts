import { nearest } from "../../resources/nearest.ts";
import type { Problem } from "../text/problem.ts";
import type { JobSpec } from "../spec/spec.ts";

/** So many of what the whole site shares by number. */
export interface Licence {
  readonly name: string;
  readonly count: number;
}

/** In the order of their names. */
export function licencesOf({ resources }: Pick<JobSpec, "resources">): readonly Licence[] {
  return Object.entries(resources.licences ?? {})
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @param site  how many there are of each */
export function licenceProblems(
  spec: Pick<JobSpec, "resources">,
  site: Readonly<Record<string, number>>,
): readonly Problem[] {
  return licencesOf(spec).flatMap(({ name, count }): readonly Problem[] => {
    const pointer = `/resources/licences/${name}`;
    const there = Object.hasOwn(site, name) ? site[name] : undefined;
    if (there === undefined) {
      const names = Object.keys(site);
      const near = nearest(name, names);
      return [
        {
          pointer,
          code: "unknown_name",
          message: `there is no licence "${name}"`,
          got: name,
          allowed: names.length === 0 ? "none: no licences are configured" : names.slice(0, 20).join(", "),
          ...(near === undefined ? {} : { hint: `did you mean ${near}?` }),
        },
      ];
    }
    if (count <= there) return [];
    const message = `asks for more licences of ${name} than there are`;
    return [{ pointer, code: "range", message, got: count, allowed: `at most ${there}` }];
  });
}
