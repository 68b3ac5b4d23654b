import type { Config } from "../config/config.ts";
import type { SiteRules } from "../jobs/site-rules.ts";

/** The one cluster that there can be now. */
const EXECUTOR = "mesos";

/** What this site lets its jobs do. */
export function siteRules({ jobs, notify, projects, queues, volumes }: Config): SiteRules {
  return {
    notify: { ports: notify.webhook.ports, mailDomains: notify.mail?.domains },
    volumes,
    queues,
    queueByDefault: jobs.defaults.queue,
    projects,
    executors: [EXECUTOR],
    ...(jobs.shared ? { jobsDirectory: jobs.directory } : {}),
  };
}
