import { licenceProblems } from "./licences.ts";
import { notifyProblems, type NotifyRules } from "./notify-rules.ts";
import type { Problem } from "./problem.ts";
import { projectProblems, queueProblems, type SiteProject, type SiteQueue } from "./queues.ts";
import type { JobSpec } from "./spec.ts";
import { volumeProblems, type SiteVolume } from "./volumes.ts";

/** What a site lets its jobs do, beside what its clusters can. */
export interface SiteRules {
  readonly notify: NotifyRules;
  readonly volumes: readonly SiteVolume[];
  /** Where agents see the directories of jobs; absent: they don't. */
  readonly jobsDirectory?: string;
  readonly queues: readonly SiteQueue[];
  /** Of jobs that name none. */
  readonly queueByDefault: string;
  readonly projects: readonly SiteProject[];
  /** How many there are of each. */
  readonly licences: Readonly<Record<string, number>>;
  /** Names of the clusters. */
  readonly executors: readonly string[];
}

/** What the site does not allow of that user's job, whose document is right. */
export function siteProblems(spec: JobSpec, user: string, rules: SiteRules): readonly Problem[] {
  return [
    ...projectProblems(spec, user, rules.projects),
    ...queueProblems(spec, rules.queues, rules.executors),
    ...licenceProblems(spec, rules.licences),
    ...volumeProblems(spec, rules.volumes, rules.jobsDirectory),
    ...notifyProblems(spec.notify, rules.notify),
  ];
}
