import { licenceProblems } from "../placement/licences.ts";
import { notifyProblems, type NotifyRules } from "./notify-rules.ts";
import type { Problem } from "../text/problem.ts";
import { projectProblems, queueProblems, type SiteProject, type SiteQueue } from "../placement/queues.ts";
import type { JobSpec } from "../spec/spec.ts";
import { rootProblems, type RootGrant } from "./root-policy.ts";
import { ANY_IMAGE, imageProblems, type ImagePolicy } from "./image-policy.ts";
import { grantedVolumes, volumeProblems, type SiteVolume } from "../placement/volumes.ts";

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
  /** Absent: jobs may name any image. */
  readonly images?: ImagePolicy;
  /** Whose jobs may be root in their container; absent: nobody's. */
  readonly root?: readonly RootGrant[];
  /** Highest priority of jobs, but of those of operators; absent: 100. */
  readonly priorityMax?: number;
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
    ...volumeProblems(
      spec,
      grantedVolumes(rules.volumes, { user, project: spec.project }),
      rules.jobsDirectory,
    ),
    ...imageProblems(spec, rules.images ?? ANY_IMAGE),
    ...rootProblems(spec, user, rules.root ?? []),
    ...notifyProblems(spec.notify, rules.notify),
  ];
}
