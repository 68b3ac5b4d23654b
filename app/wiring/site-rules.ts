import type { Config } from "../../config/loading/config.ts";
import type { AccountRules } from "../../fair-share/account-rules.ts";
import { arrangeHierarchy } from "../../fair-share/hierarchy.ts";
import { executorsOf } from "../executors/executors.ts";
import type { SiteRules } from "../../jobs/submission/site-rules.ts";

/** Who may use how much; the configuration was checked before, so its shares have their places. */
export function accountRules({ quotas, shares }: Pick<Config, "quotas" | "shares">): AccountRules {
  const hierarchy = arrangeHierarchy(shares);
  return { quotas, shares: hierarchy.ok ? hierarchy.shares : [] };
}

/** What this site lets its jobs do. */
export function siteRules(config: Config): SiteRules {
  const { images, jobs, licences, notify, projects, queues, volumes } = config;
  return {
    notify: { ports: notify.webhook.ports, mailDomains: notify.mail?.domains },
    volumes,
    queues,
    queueByDefault: jobs.defaults.queue,
    projects,
    licences,
    images,
    root: images.root,
    priorityMax: jobs.priorityMax,
    executors: executorsOf(config),
    ...(jobs.shared ? { jobsDirectory: jobs.directory } : {}),
  };
}
