import { accountKey } from "../../accounts/account.ts";
import { requirementKey, requirementOf, type Requirement } from "../../jobs/placement/requirement.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import { withSiteNeeds, type SiteNeeds } from "../../offers/agent-rules.ts";
import { kindKey, kindOf, type JobKind } from "./job-kind.ts";
import type { LiveJob } from "./live-job.ts";

/** What jobs of one kind need, with what the site adds to every task, and the key of that. */
export interface SharedNeed {
  readonly need: Requirement;
  readonly shapeKey: string;
}

/** So many different ones are remembered; beyond that jobs that come share less. */
const REMEMBERED_MAX = 10_000;

const SPECS_MAX = 256;

/** Parts of jobs that are equal for many: each is kept once, so that a job that waits costs little memory. */
export class SharedParts {
  /** By project and user. */
  readonly #accounts = new Map<string, Map<string, string>>();
  readonly #kinds = new Map<string, JobKind>();
  /** Of the last specs: a queue that is long has few different ones. */
  readonly #kindOfSpec = new Map<JobSpec, JobKind>();
  readonly #needs = new Map<string, SharedNeed>();
  /** What `need` says of kinds that may use all clusters. */
  #needOfKind = new WeakMap<JobKind, SharedNeed>();
  #site: SiteNeeds | undefined;

  /** The key of an account: see `accountKey`. */
  account(user: string, project: string): string {
    let keys = this.#accounts.get(project);
    if (keys === undefined) {
      if (this.#accounts.size >= REMEMBERED_MAX) this.#accounts.clear();
      keys = new Map();
      this.#accounts.set(project, keys);
    }
    return remembered(keys, user, () => accountKey({ user, project }));
  }

  kind(spec: JobSpec): JobKind {
    // The store gives jobs whose specs are equal the same one.
    const known = this.#kindOfSpec.get(spec);
    if (known !== undefined) return known;
    const kind = this.#kind(spec);
    if (this.#kindOfSpec.size >= SPECS_MAX) this.#kindOfSpec.clear();
    this.#kindOfSpec.set(spec, kind);
    return kind;
  }

  #kind(spec: JobSpec): JobKind {
    const asks = requirementOf(spec);
    const key = kindKey(spec, asks);
    return key === undefined ? kindOf(spec, asks) : remembered(this.#kinds, key, () => kindOf(spec, asks));
  }

  /** @param open  the clusters that it may use now; absent: all that it may ever use */
  need(kind: JobKind, site: SiteNeeds, open?: readonly string[]): SharedNeed {
    if (this.#site !== site) {
      this.#needs.clear();
      this.#needOfKind = new WeakMap();
    }
    this.#site = site;
    if (open !== undefined) return this.#need(kind, site, open);
    const known = this.#needOfKind.get(kind);
    if (known !== undefined) return known;
    const need = this.#need(kind, site);
    this.#needOfKind.set(kind, need);
    return need;
  }

  #need({ asks, queue }: JobKind, site: SiteNeeds, open?: readonly string[]): SharedNeed {
    const key = `${queue}\n${open?.join("\t") ?? ""}\n${requirementKey(asks)}`;
    return remembered(this.#needs, key, () => {
      const all = withSiteNeeds(site, asks, queue);
      const need = open === undefined ? all : { ...all, executors: open };
      return { need, shapeKey: requirementKey(need) };
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

/**
 * Jobs as a core keeps them, made before there is a core: of a long queue nearly all only wait, and filing them is all
 * that a core does with these. It takes the parts as they are, so nobody changes them after that.
 */
export interface PreparedJobs {
  readonly jobs: Map<number, LiveJob>;
  readonly shared: SharedParts;
}
