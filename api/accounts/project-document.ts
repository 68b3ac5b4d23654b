import type { NamedProject, StoredProject, StoredRules } from "../../accounts/stored-rules.ts";

/** A merge patch of what is said of a project. */
export function patched(
  before: StoredProject,
  patch: { readonly [K in keyof StoredProject]?: StoredProject[K] | null },
): StoredProject {
  const merged = { ...before, ...patch };
  // What is left is what the schema says of each.
  return Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== null && value !== undefined),
  ) as StoredProject;
}

export function projectDocument(project: NamedProject, { projects }: StoredRules): object {
  const stored = Object.hasOwn(projects, project.name);
  const { description, members, name, owners = [], shareJobs = false, shareLogs = false } = project;
  return {
    name,
    ...(description === undefined ? {} : { description }),
    ...(members === undefined ? {} : { members }),
    owners,
    shareJobs,
    shareLogs,
    source: stored ? "store" : "configuration",
  };
}
