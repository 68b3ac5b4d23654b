import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Connection } from "../../client/http.ts";
import { ApiError } from "../../client/http.ts";
import type { News } from "../model/news.ts";
import { createRefresher } from "../model/refresher.ts";

/** What all pages of somebody who is signed in share. */
export interface Site {
  readonly connection: Connection;
  /** Shows another page of this site; `replace` leaves no way back to the one before. */
  readonly go: (address: string, how?: "push" | "replace") => void;
  /** @returns what ends it */
  readonly subscribe: (listener: (news: News) => void) => () => void;
  /** For people who do not see the page. */
  readonly announce: (text: string) => void;
  readonly signedOut: () => void;
}

export const SiteContext = createContext<Site | undefined>(undefined);

export function useSite(): Site {
  const site = useContext(SiteContext);
  if (site === undefined) throw new Error("this part is shown outside of the site");
  return site;
}

export interface Loaded<T> {
  /** The latest that came; stays while `error` tells that a newer one did not come. */
  readonly value: T | undefined;
  readonly error: ApiError | undefined;
  readonly reload: () => void;
}

const PAUSE_MS = 500;
const browserTime = {
  nowMs: () => performance.now(),
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Loads, and loads again when there is news that concerns it.
 * @param key  another one is another thing: the old value goes
 */
export function useLoaded<T>(
  key: string,
  load: (connection: Connection, signal: AbortSignal) => Promise<T>,
  concerns: (news: News) => boolean,
): Loaded<T> {
  const { connection, subscribe, signedOut } = useSite();
  const [state, setState] = useState<{
    readonly key: string;
    readonly value: T | undefined;
    readonly error: ApiError | undefined;
  }>({ key, value: undefined, error: undefined });
  const latest = useRef({ load, concerns });
  latest.current = { load, concerns };
  const ask = useRef(() => undefined as void);
  useEffect(() => {
    setState({ key, value: undefined, error: undefined });
    const refresher = createRefresher(
      async (signal) => {
        try {
          const value = await latest.current.load(connection, signal);
          if (!signal.aborted) setState({ key, value, error: undefined });
        } catch (error) {
          if (signal.aborted) return;
          if (!(error instanceof ApiError)) throw error;
          if (error.code === "not_signed_in") signedOut();
          setState(({ value }) => ({ key, value, error }));
        }
      },
      PAUSE_MS,
      browserTime,
    );
    ask.current = refresher.ask;
    refresher.ask();
    const unsubscribe = subscribe((news) => {
      if (latest.current.concerns(news)) refresher.ask();
    });
    return () => {
      unsubscribe();
      refresher.stop();
    };
  }, [key, connection]);
  const current = state.key === key ? state : { value: undefined, error: undefined };
  return { value: current.value, error: current.error, reload: () => ask.current() };
}

/** Of what no news of jobs concerns. */
export const never = (): boolean => false;

export interface Action {
  /** One at a time. */
  readonly run: (work: () => Promise<void>) => Promise<void>;
  readonly isRunning: boolean;
  /** Why the last one was not done. */
  readonly fault: string | undefined;
  readonly fail: (fault: string) => void;
}

/** Something that is done to the server, and what came of it. */
export function useAction(): Action {
  const { signedOut, announce } = useSite();
  const [state, setState] = useState<{ readonly isRunning: boolean; readonly fault?: string }>({
    isRunning: false,
  });
  return {
    isRunning: state.isRunning,
    fault: state.fault,
    fail: (fault) => setState({ isRunning: false, fault }),
    async run(work) {
      setState({ isRunning: true });
      try {
        await work();
        setState({ isRunning: false });
        announce("Done");
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.code === "not_signed_in") signedOut();
        const faults = error.problem?.errors?.map(({ pointer, message }) => `${pointer.slice(1)} ${message}`);
        setState({ isRunning: false, fault: faults?.join("; ") ?? error.message });
      }
    },
  };
}

/** Unix milliseconds, every second anew. */
export function useNowMs(): number {
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}

/** Whether somebody can see the page. */
export function useIsVisible(): boolean {
  const [isVisible, setIsVisible] = useState(document.visibilityState === "visible");
  useEffect(() => {
    const changed = (): void => setIsVisible(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", changed);
    return () => document.removeEventListener("visibilitychange", changed);
  }, []);
  return isVisible;
}
