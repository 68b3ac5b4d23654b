import { requirementKey, requirementOf, type Requirement } from "../jobs/requirement.ts";
import type { JobSpec, RetryPolicy } from "../jobs/spec.ts";
import { withSiteNeeds, type SiteNeeds } from "../offers/agent-rules.ts";

/** What jobs of one kind need. */
export interface SharedNeed {
  /** What one of its tasks asks for. */
  readonly asks: Requirement;
  /** The same with what the site adds to every task, and its key. */
  readonly need: Requirement;
  readonly shapeKey: string;
}

/** So many different ones are remembered; beyond that jobs that come share less. */
const REMEMBERED_MAX = 10_000;

/** Parts of jobs that are equal for many: each is kept once, so that a job that waits costs little memory. */
export class SharedParts {
  readonly #texts = new Map<string, string>();
  readonly #retries = new Map<string, RetryPolicy>();
  readonly #needs = new Map<string, SharedNeed>();
  #site: SiteNeeds | undefined;

  text(text: string): string {
    return remembered(this.#texts, text, () => text);
  }

  retry(policy: RetryPolicy): RetryPolicy {
    return remembered(this.#retries, JSON.stringify(policy), () => policy);
  }

  needOf(spec: JobSpec, site: SiteNeeds): SharedNeed {
    return this.need(requirementOf(spec), spec.queue, site);
  }

  /** @param open  the clusters that it may use now; absent: all that it may ever use */
  need(asks: Requirement, queue: string, site: SiteNeeds, open?: readonly string[]): SharedNeed {
    if (this.#site !== site) this.#needs.clear();
    this.#site = site;
    const key = `${queue}\n${open?.join("\t") ?? ""}\n${requirementKey(asks)}`;
    return remembered(this.#needs, key, () => {
      const all = withSiteNeeds(site, asks, queue);
      const need = open === undefined ? all : { ...all, executors: open };
      return { asks, need, shapeKey: requirementKey(need) };
    });
  }
}

function remembered<V>(known: Map<string, V>, key: string, make: () => V): V {
  const value = known.get(key);
  if (value !== undefined) return value;
  if (known.size >= REMEMBERED_MAX) known.clear();
  const made = make();
  known.set(key, made);
  return made;
}
