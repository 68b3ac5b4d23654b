import type { WantedOffer } from "../../offers/backend.ts";
import type { After, Log } from "../connection/ports.ts";
import { isWithin, offerNeedsOf } from "./offer-needs.ts";
import type { OfferNeeds } from "./offer-needs.ts";
import { createRecentNeeds } from "./recent-needs.ts";

export interface NeedsSenderOptions {
  /** Pause before the master is told to offer less. */
  readonly narrowPauseMs: number;
  /** Pause before it is told to offer more: short, for somebody waits. */
  readonly widenPauseMs: number;
  /** For how long a wish is kept after it was last made. */
  readonly keepMs: number;
  /** For how long wishes of a session before hold in the next one, unless they are made again. */
  readonly graceMs: number;
  readonly nowMs: () => number;
  readonly after: After;
  readonly log: Log;
}

/** How a master is told in the course of a session. */
export interface NeedsLink {
  /** Why this master cannot be told; `undefined` when it can. */
  readonly hindrance: string | undefined;
  /** @param answered  told why the master refused; `undefined`: it did not, `moot`: for something else, now undone */
  update(needs: OfferNeeds, answered: (refusal: string | undefined | "moot") => void): void;
  /** Ends the session, so that the next SUBSCRIBE tells all anew. */
  resubscribe(cause: string): void;
}

/** Keeps the master told which offers help: what it was told last holds until it is told otherwise. */
export interface NeedsSender {
  /** What a SUBSCRIBE of now says. */
  subscribing(): OfferNeeds;
  opened(link: NeedsLink): void;
  closed(): void;
  want(wishes: readonly WantedOffer[]): void;
  /** What the master was told at last. */
  told(): OfferNeeds;
  /** The master did not take a SUBSCRIBE for its wishes. @returns whether there are any to leave out */
  refused(cause: string): boolean;
  reset(): void;
}

const ANY: OfferNeeds = {};

export function createNeedsSender(options: NeedsSenderOptions): NeedsSender {
  const { nowMs, after, log } = options;
  const wishes = createRecentNeeds(options.keepMs);
  let link: NeedsLink | undefined;
  let told = ANY;
  let toldMs = Number.NEGATIVE_INFINITY;
  /** A master did not take our wishes: then it must not have any. */
  let off = false;
  let cancel = (): void => undefined;

  const needs = (): OfferNeeds => (off ? ANY : offerNeedsOf(wishes.all(nowMs())));
  const plan = (atMs: number): void => {
    cancel();
    cancel = after(Math.max(0, atMs - nowMs()), look);
  };
  const look = (): void => {
    cancel();
    if (link === undefined) return;
    const wanted = needs();
    const endMs = wishes.nextEndMs(nowMs());
    if (isWithin(wanted, told) && isWithin(told, wanted)) {
      if (endMs !== undefined) plan(endMs);
      return;
    }
    if (link.hindrance !== undefined) {
      if (isWithin(ANY, told)) return;
      off = true;
      link.resubscribe(`${link.hindrance}, so it must not go on by the wishes of the beginning`);
      return;
    }
    const pauseMs = isWithin(wanted, told) ? options.narrowPauseMs : options.widenPauseMs;
    const dueMs = toldMs + pauseMs;
    if (dueMs > nowMs()) return plan(endMs === undefined ? dueMs : Math.min(dueMs, endMs));
    tell(link, wanted);
    if (endMs !== undefined) plan(endMs);
  };
  const tell = (to: NeedsLink, wanted: OfferNeeds): void => {
    const before = told;
    told = wanted;
    toldMs = nowMs();
    to.update(wanted, (refusal) => {
      if (refusal === undefined) return;
      told = before;
      if (refusal === "moot") return look();
      giveUp(refusal);
      if (!isWithin(ANY, before)) to.resubscribe(`the wishes of before must not stay (${refusal})`);
    });
  };
  const giveUp = (cause: string): void => {
    off = true;
    log.warn("Mesos does not take our wishes for offers; it is asked for everything from now on", { cause });
  };

  return {
    subscribing() {
      told = needs();
      return told;
    },
    opened(to) {
      link = to;
      wishes.lapse(nowMs() + options.graceMs);
      look();
    },
    closed() {
      link = undefined;
      cancel();
    },
    want(all) {
      wishes.set(all, nowMs());
      look();
    },
    told: () => told,
    refused(cause) {
      if (off || isWithin(ANY, told)) return false;
      giveUp(cause);
      return true;
    },
    reset() {
      wishes.clear();
      off = false;
    },
  };
}
