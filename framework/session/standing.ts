import type { FrameworkInfo, SchedulerCall } from "../../proto/generated/types.ts";
import type { OfferWish } from "../../offers/backend.ts";
import type { After, Count, Log } from "../connection/ports.ts";
import type { CallAnswer } from "./call-queue.ts";
import { checkFramework, frameworkInfo, subscribeCall, updateFrameworkCall } from "./framework-info.ts";
import type { FrameworkChange, FrameworkOptions } from "./framework-info.ts";
import type { MasterFeatures } from "./master-features.ts";
import type { OfferNeeds } from "./offer-wishes.ts";
import type { Verdict } from "./refusal.ts";
import { createWishTeller } from "./wish-teller.ts";

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
  want(wishes: readonly OfferWish[]): void;
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
  const { nowMs, after, log, count } = options;
  let framework = options.framework;
  /** What a master has taken at last; before that nothing is known to be good. */
  let accepted: FrameworkOptions | undefined;
  let subscribedWith = framework;
  /** Changes that wait for their answer. */
  const changing = new Set<(result: Reconfigured) => void>();
  let { roles } = framework;
  let suppressed = false;
  let cancelGrace: (() => void) | undefined;
  let link: StandingLink | undefined;
  const wishes = createWishTeller({
    narrowPauseMs: options.wishIntervalMs,
    widenPauseMs: Math.min(WIDEN_PAUSE_MS, options.wishIntervalMs),
    keepMs: options.wishKeepMs,
    graceMs: GRACE_MS,
    nowMs,
    after,
    log,
  });

  const infoOf = (registrationId: string | undefined, needs: OfferNeeds): FrameworkInfo => {
    ({ roles } = framework);
    return frameworkInfo(framework, options.principal, registrationId, needs);
  };
  /** Tells the master the whole of it. `refusal`: why it did not take that; `undefined`: it did. */
  const update = (
    { registrationId, send }: StandingLink,
    needs: OfferNeeds,
    answered: (refusal: { readonly status: number; readonly said: string } | undefined) => void,
  ): void => {
    count("framework_updates", 1);
    const info = infoOf(registrationId, needs);
    send(updateFrameworkCall(info, { suppressed, needs }), ({ status, body }) => {
      if (status === 200) return answered(undefined);
      count("framework_updates_refused", 1);
      return answered({ status, said: `HTTP ${status} ${body}`.trim() });
    });
  };
  const hindranceOf = ({ version, updatesFramework }: MasterFeatures): string | undefined =>
    updatesFramework ? undefined : `Mesos ${version} cannot change a live framework`;

  const deferred = (cause: string): Reconfigured => {
    log.info("The changed configuration of the framework is told by the next subscription", { cause });
    return { state: "deferred", cause };
  };
  const change = (to: StandingLink): Promise<Reconfigured> => {
    const hindrance = hindranceOf(to.features);
    if (hindrance !== undefined) return Promise.resolve(deferred(hindrance));
    const wanted = framework;
    return new Promise((resolve) => {
      changing.add(resolve);
      update(to, wishes.told(), (refusal) => {
        changing.delete(resolve);
        if (refusal === undefined) {
          accepted = wanted;
          return resolve({ state: "applied" });
        }
        const { status, said: cause } = refusal;
        if (status === 501) return resolve(deferred(`Mesos does not know UPDATE_FRAMEWORK (${cause})`));
        if (framework === wanted) revert(cause);
        return resolve({ state: "refused", cause });
      });
    });
  };
  const revert = (cause: string): void => {
    if (accepted !== undefined) framework = accepted;
    ({ roles } = framework);
    log.error("Mesos refuses the changed configuration of the framework; the one of before stays", { cause });
  };
  const revive = (to: StandingLink): void => {
    endGrace();
    suppressed = false;
    to.send({ type: "REVIVE", revive: { roles } });
  };
  const endGrace = (): void => {
    cancelGrace?.();
    cancelGrace = undefined;
  };

  return {
    roles: () => roles,
    subscribe(registrationId) {
      const needs = wishes.subscribing();
      subscribedWith = framework;
      return subscribeCall(infoOf(registrationId, needs), { suppressed, needs });
    },
    opened(to) {
      link = to;
      accepted = subscribedWith;
      if (framework !== accepted) void change(to); // it came while the answer was under way
      wishes.opened({
        hindrance: hindranceOf(to.features),
        update(needs, answered) {
          const sent = framework;
          update(to, needs, (refusal) => {
            const isOurs = sent === framework;
            answered(refusal === undefined || isOurs ? refusal?.said : "moot");
          });
        },
        resubscribe: (cause) => to.resubscribe(cause),
      });
      // Whoever had no use for offers says so again at once, or it has by now.
      if (suppressed) cancelGrace = after(GRACE_MS, () => revive(to));
    },
    closed() {
      link = undefined;
      endGrace();
      wishes.closed();
      for (const resolve of changing) resolve(deferred("the session ended before the answer"));
      changing.clear();
    },
    appeal(verdict) {
      const { type, cause } = verdict;
      if (type === "unsuited") return { type: wishes.refused(cause) ? "lost" : "refused", cause };
      const isUntried = accepted !== undefined && accepted !== framework;
      if ((type !== "denied" && type !== "refused") || !isUntried) return verdict;
      revert(cause);
      return { type: "lost", cause };
    },
    suppress() {
      if (link === undefined) return;
      const isRepeated = suppressed && cancelGrace !== undefined;
      endGrace();
      suppressed = true;
      if (!isRepeated) link.send({ type: "SUPPRESS", suppress: { roles } }); // or SUBSCRIBE has told it
    },
    revive() {
      if (link !== undefined) revive(link);
    },
    want: wishes.want,
    reconfigure(changed) {
      checkFramework(changed);
      const { user, principal } = framework;
      framework = { ...changed, user, ...(principal === undefined ? {} : { principal }) };
      return link === undefined ? Promise.resolve(deferred("there is no session with Mesos")) : change(link);
    },
    reset() {
      suppressed = false;
      wishes.reset();
    },
  };
}
