import type { FrameworkInfo, SchedulerCall } from "../../proto/generated/types.ts";
import type { WantedOffer } from "../../offers/backend.ts";
import type { After, Count, Log } from "../connection/ports.ts";
import type { CallAnswer } from "./call-queue.ts";
import { checkFramework, frameworkInfo, subscribeCall, updateFrameworkCall } from "./framework-info.ts";
import type { FrameworkChange, FrameworkOptions } from "./framework-info.ts";
import type { MasterFeatures } from "./master-features.ts";
import type { OfferNeeds } from "./offer-needs.ts";
import type { Verdict } from "./refusal.ts";
import { createNeedsSender, type NeedsSender } from "./needs-sender.ts";

export interface StandingOptions {
  readonly framework: FrameworkOptions;
  /** That of the credentials. */
  readonly principal: string | undefined;
  readonly wishIntervalMs: number;
  readonly wishKeepMs: number;
  readonly nowMs: () => number;
  readonly after: After;
  readonly log: Log;
  readonly count: Count;
}

/** How the master can be told something while a session lasts. */
export interface StandingLink {
  readonly registrationId: string;
  readonly features: MasterFeatures;
  send(call: SchedulerCall, answered?: (answer: CallAnswer) => void): void;
  /** Ends the session, so that the next SUBSCRIBE tells all anew. */
  resubscribe(cause: string): void;
}

/** What came of a change: the master has it; the next SUBSCRIBE tells it; or it was refused, and all is as it was. */
export type Reconfigured =
  | { readonly state: "applied" }
  | { readonly state: "deferred"; readonly cause: string }
  | { readonly state: "refused"; readonly cause: string };

/** What the master is to know of us, over all sessions: what a SUBSCRIBE leaves out, it forgets. */
export interface Standing {
  /** Those that the master was told last. */
  roles(): readonly string[];
  subscribe(registrationId: string | undefined): SchedulerCall;
  /** The master took the newest SUBSCRIBE. */
  opened(link: StandingLink): void;
  closed(): void;
  /** May turn a refusal of SUBSCRIBE into another attempt, without what no master has taken so far. */
  appeal(verdict: Verdict): Verdict;
  suppress(): void;
  revive(): void;
  want(wishes: readonly WantedOffer[]): void;
  /** @throws RangeError  for what can never be */
  reconfigure(change: FrameworkChange): Promise<Reconfigured>;
  /** As at the beginning, but for what was reconfigured. */
  reset(): void;
}

/** For what was said in the session before to be said again in this one: until then it holds, from then on it does not. */
const GRACE_MS = 1000;
/** Between two widenings of our wishes. */
const WIDEN_PAUSE_MS = 1000;

export function createStanding(options: StandingOptions): Standing {
  return new FrameworkStanding(options);
}

class FrameworkStanding implements Standing {
  readonly #options: StandingOptions;
  readonly #nowMs: () => number;
  readonly #after: After;
  readonly #log: Log;
  readonly #count: Count;
  #framework: FrameworkOptions;
  /** What a master has taken at last; before that nothing is known to be good. */
  #accepted: FrameworkOptions | undefined;
  #subscribedWith: FrameworkOptions;
  /** Changes that wait for their answer. */
  readonly #changing = new Set<(result: Reconfigured) => void>();
  #roles: readonly string[];
  #suppressed = false;
  #cancelGrace: (() => void) | undefined;
  #link: StandingLink | undefined;
  readonly #wishes: NeedsSender;

  constructor(options: StandingOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs;
    this.#after = options.after;
    this.#log = options.log;
    this.#count = options.count;
    this.#framework = options.framework;
    this.#subscribedWith = this.#framework;
    this.#roles = this.#framework.roles;
    this.#wishes = createNeedsSender({
      narrowPauseMs: options.wishIntervalMs,
      widenPauseMs: Math.min(WIDEN_PAUSE_MS, options.wishIntervalMs),
      keepMs: options.wishKeepMs,
      graceMs: GRACE_MS,
      nowMs: this.#nowMs,
      after: this.#after,
      log: this.#log,
    });
  }

  roles(): readonly string[] {
    return this.#roles;
  }

  subscribe(registrationId: string | undefined): SchedulerCall {
    const needs = this.#wishes.subscribing();
    this.#subscribedWith = this.#framework;
    return subscribeCall(this.#infoOf(registrationId, needs), { suppressed: this.#suppressed, needs });
  }

  opened(to: StandingLink): void {
    this.#link = to;
    this.#accepted = this.#subscribedWith;
    if (this.#framework !== this.#accepted) void this.#change(to); // it came while the answer was under way
    this.#wishes.opened({
      hindrance: hindranceOf(to.features),
      update: (needs, answered) => {
        const sent = this.#framework;
        this.#update(to, needs, (refusal) => {
          const isOurs = sent === this.#framework;
          answered(refusal === undefined || isOurs ? refusal?.said : "moot");
        });
      },
      resubscribe: (cause) => to.resubscribe(cause),
    });
    // Whoever had no use for offers says so again at once, or it has by now.
    if (this.#suppressed) this.#cancelGrace = this.#after(GRACE_MS, () => this.#revive(to));
  }

  closed(): void {
    this.#link = undefined;
    this.#endGrace();
    this.#wishes.closed();
    for (const resolve of this.#changing) resolve(this.#deferred("the session ended before the answer"));
    this.#changing.clear();
  }

  appeal(verdict: Verdict): Verdict {
    const { type, cause } = verdict;
    if (type === "unsuited") return { type: this.#wishes.refused(cause) ? "lost" : "refused", cause };
    const isUntried = this.#accepted !== undefined && this.#accepted !== this.#framework;
    if ((type !== "denied" && type !== "refused") || !isUntried) return verdict;
    this.#revert(cause);
    return { type: "lost", cause };
  }

  suppress(): void {
    if (this.#link === undefined) return;
    const isRepeated = this.#suppressed && this.#cancelGrace !== undefined;
    this.#endGrace();
    this.#suppressed = true;
    if (!isRepeated) this.#link.send({ type: "SUPPRESS", suppress: { roles: this.#roles } }); // or SUBSCRIBE has told it
  }

  revive(): void {
    if (this.#link !== undefined) this.#revive(this.#link);
  }

  want(wishes: readonly WantedOffer[]): void {
    this.#wishes.want(wishes);
  }

  reconfigure(changed: FrameworkChange): Promise<Reconfigured> {
    checkFramework(changed);
    const { user, principal } = this.#framework;
    this.#framework = { ...changed, user, ...(principal === undefined ? {} : { principal }) };
    return this.#link === undefined
      ? Promise.resolve(this.#deferred("there is no session with Mesos"))
      : this.#change(this.#link);
  }

  reset(): void {
    this.#suppressed = false;
    this.#wishes.reset();
  }

  #infoOf(registrationId: string | undefined, needs: OfferNeeds): FrameworkInfo {
    this.#roles = this.#framework.roles;
    return frameworkInfo(this.#framework, this.#options.principal, registrationId, needs);
  }

  /** Tells the master the whole of it. `refusal`: why it did not take that; `undefined`: it did. */
  #update(
    { registrationId, send }: StandingLink,
    needs: OfferNeeds,
    answered: (refusal: { readonly status: number; readonly said: string } | undefined) => void,
  ): void {
    this.#count("framework_updates", 1);
    const info = this.#infoOf(registrationId, needs);
    send(updateFrameworkCall(info, { suppressed: this.#suppressed, needs }), ({ status, body }) => {
      if (status === 200) return answered(undefined);
      this.#count("framework_updates_refused", 1);
      return answered({ status, said: `HTTP ${status} ${body}`.trim() });
    });
  }

  #deferred(cause: string): Reconfigured {
    this.#log.info("The changed configuration of the framework is told by the next subscription", { cause });
    return { state: "deferred", cause };
  }

  #change(to: StandingLink): Promise<Reconfigured> {
    const hindrance = hindranceOf(to.features);
    if (hindrance !== undefined) return Promise.resolve(this.#deferred(hindrance));
    const wanted = this.#framework;
    return new Promise((resolve) => {
      this.#changing.add(resolve);
      this.#update(to, this.#wishes.told(), (refusal) => {
        this.#changing.delete(resolve);
        if (refusal === undefined) {
          this.#accepted = wanted;
          return resolve({ state: "applied" });
        }
        const { status, said: cause } = refusal;
        if (status === 501) return resolve(this.#deferred(`Mesos does not know UPDATE_FRAMEWORK (${cause})`));
        if (this.#framework === wanted) this.#revert(cause);
        return resolve({ state: "refused", cause });
      });
    });
  }

  #revert(cause: string): void {
    if (this.#accepted !== undefined) this.#framework = this.#accepted;
    this.#roles = this.#framework.roles;
    this.#log.error("Mesos refuses the changed configuration of the framework; the one of before stays", {
      cause,
    });
  }

  #revive(to: StandingLink): void {
    this.#endGrace();
    this.#suppressed = false;
    to.send({ type: "REVIVE", revive: { roles: this.#roles } });
  }

  #endGrace(): void {
    this.#cancelGrace?.();
    this.#cancelGrace = undefined;
  }
}

function hindranceOf({ version, updatesFramework }: MasterFeatures): string | undefined {
  return updatesFramework ? undefined : `Mesos ${version} cannot change a live framework`;
}
