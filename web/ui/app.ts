import type { JSX } from "preact";
import { Fragment, h } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Place } from "../model/address.ts";
import { placeOf } from "../model/address.ts";
import type { News } from "../model/news.ts";
import { whoami } from "../model/identity.ts";
import { followNews } from "../model/news.ts";
import { shortDuration } from "../model/words.ts";
import { Account } from "./account.ts";
import { connectionWith } from "./credentials.ts";
import { JobPage } from "./job.ts";
import { LogPage } from "./log.ts";
import { Nodes } from "./nodes.ts";
import { Link, Title } from "./parts.ts";
import { People } from "./people.ts";
import { Queue } from "./queue.ts";
import type { Site } from "./site.ts";
import { SiteContext, useIsVisible, useNowMs } from "./site.ts";

const AGAIN_MS = 5000;
/** More would make a screen reader speak without end. */
const ANNOUNCE_MS = 5000;

/** Everything, for somebody who is signed in. */
export function App({
  token,
  onSignOut,
}: {
  readonly token: string;
  readonly onSignOut: (why?: string) => void;
}): JSX.Element {
  const [address, setAddress] = useState(addressNow);
  const [liveSince, setLiveSince] = useState<{ readonly isLive: boolean; readonly sinceMs: number }>();
  const { announce, announced } = useAnnouncements();
  const isVisible = useIsVisible();
  const listeners = useRef(new Set<(news: News) => void>());
  const site = useMemo<Site>(
    () => ({
      connection: connectionWith(token),
      go: (to, how = "push") => {
        if (how === "replace") history.replaceState(null, "", to);
        else {
          history.pushState(null, "", to);
          window.scrollTo(0, 0);
        }
        setAddress(addressNow());
      },
      subscribe: (listener) => {
        listeners.current.add(listener);
        return () => void listeners.current.delete(listener);
      },
      announce,
      signedOut: () => onSignOut("The token does not count any more. Sign in again."),
    }),
    [token],
  );
  useEffect(() => {
    const moved = (): void => setAddress(addressNow());
    addEventListener("popstate", moved);
    return () => removeEventListener("popstate", moved);
  }, []);
  // A tab that nobody sees keeps no connection: browsers allow six to a server, for all tabs together.
  useEffect(() => {
    if (!isVisible) return;
    const controller = new AbortController();
    void followNews(
      site.connection,
      {
        onNews: (news) => listeners.current.forEach((listener) => listener(news)),
        onLive: (isLive) =>
          setLiveSince((before) => (before?.isLive === isLive ? before : { isLive, sinceMs: Date.now() })),
        onSignedOut: site.signedOut,
      },
      pause,
      controller.signal,
    );
    return () => controller.abort();
  }, [site, isVisible]);
  const [seesPeople, setSeesPeople] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    whoami(site.connection, controller.signal)
      .then(({ permissions }) => setSeesPeople(permissions.includes("users:read")))
      // The page itself says what is wrong.
      .catch(() => undefined);
    return () => controller.abort();
  }, [site]);
  const place = placeOf(address.pathname, address.search);
  useFocusOnArrival(keyOf(place));
  return h(
    SiteContext.Provider,
    { value: site },
    h("a", { class: "skip", href: "#title", onClick: skip }, "Skip to the content"),
    h(
      "header",
      null,
      h(Link, { href: "/jobs", class: "brand" }, "GoDocker"),
      h(
        "nav",
        { "aria-label": "Main" },
        h(Link, { href: "/jobs", "aria-current": place.page === "queue" ? "page" : undefined }, "Jobs"),
        h(Link, { href: "/nodes", "aria-current": place.page === "nodes" ? "page" : undefined }, "Nodes"),
        seesPeople
          ? h(
              Link,
              { href: "/people", "aria-current": place.page === "people" ? "page" : undefined },
              "People",
            )
          : null,
        h(
          Link,
          { href: "/account", "aria-current": place.page === "account" ? "page" : undefined },
          "Account",
        ),
        h("a", { href: "/docs" }, "Help"),
      ),
      h("span", { class: liveSince?.isLive === false ? "live paused" : "live" }, h(LiveText, { liveSince })),
      h("button", { type: "button", onClick: () => onSignOut() }, "Sign out"),
    ),
    h("main", null, h(Page, { place })),
    h("div", { class: "hidden", "aria-live": "polite" }, announced),
  );
}

function Page({ place }: { readonly place: Place }): JSX.Element {
  switch (place.page) {
    case "queue":
      return h(Queue, { filter: place.filter });
    case "job":
      return h(JobPage, { key: place.job, id: place.job });
    case "log":
      return h(LogPage, { key: place.job, id: place.job, choice: place.log });
    case "nodes":
      return h(Nodes, {});
    case "account":
      return h(Account, {});
    case "people":
      return h(People, { key: place.name, name: place.name });
    case "unknown":
      return h(
        Fragment,
        null,
        h(Title, { text: "There is no such page" }),
        h("p", null, h(Link, { href: "/jobs" }, "All jobs")),
      );
    default:
      return place satisfies never;
  }
}

function LiveText({
  liveSince,
}: {
  readonly liveSince: { readonly isLive: boolean; readonly sinceMs: number } | undefined;
}): JSX.Element {
  const nowMs = useNowMs();
  if (liveSince === undefined) return h(Fragment, null, "Connecting …");
  if (liveSince.isLive) return h(Fragment, null, "Live");
  return h(
    Fragment,
    null,
    `Live updates paused for ${shortDuration((nowMs - liveSince.sinceMs) / 1000)}; trying again`,
  );
}

/** A new page is told by its heading, which takes the focus; not the first one, which the browser tells itself. */
function useFocusOnArrival(key: string): void {
  const arrived = useRef(key);
  useEffect(() => {
    if (arrived.current === key) return;
    arrived.current = key;
    document.querySelector<HTMLElement>("#title")?.focus();
  }, [key]);
}

function keyOf(place: Place): string {
  return place.page === "job" || place.page === "log" ? `${place.page} ${place.job}` : place.page;
}

function useAnnouncements(): { readonly announce: (text: string) => void; readonly announced: string } {
  const [announced, setAnnounced] = useState("");
  const state = useRef({
    lastMs: -ANNOUNCE_MS,
    timer: undefined as ReturnType<typeof setTimeout> | undefined,
  });
  const announce = useRef((text: string): void => {
    clearTimeout(state.current.timer);
    if (text === "") return;
    const waitMs = Math.max(0, state.current.lastMs + ANNOUNCE_MS - performance.now());
    state.current.timer = setTimeout(() => {
      state.current.lastMs = performance.now();
      setAnnounced(text);
    }, waitMs);
  });
  return { announce: announce.current, announced };
}

/** The address stays as it is: it is part of what the page shows. */
function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("#title")?.focus();
}

function addressNow(): { readonly pathname: string; readonly search: string } {
  return { pathname: location.pathname, search: location.search };
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, AGAIN_MS);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
