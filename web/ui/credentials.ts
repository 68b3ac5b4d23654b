import type { Connection } from "../../client/http.ts";
import { signIn } from "../model/api.ts";

/**
 * Where a browser keeps the token: in the session storage of its tab, which ends with the tab, is sent nowhere by
 * itself, and is open to scripts of this origin only, of which the policy of the page allows none but ours. A new tab
 * asks the others.
 */
const KEY = "godocker.token";
const ASKING_MS = 300;
type Message = "who is signed in?" | "signed out" | { readonly token: string };

export interface Credentials {
  /** The token of this tab, of the code in its address, or of another tab. */
  find(): Promise<string | undefined>;
  keep(token: string): void;
  /** Of all tabs. */
  forget(): void;
}

export function credentials(onForgotten: () => void): Credentials {
  const others = new BroadcastChannel("godocker");
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none: it is of one origin
  const tell = (message: Message): void => others.postMessage(message);
  others.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    const token = sessionStorage.getItem(KEY);
    if (data === "who is signed in?" && token !== null) tell({ token });
    if (data !== "signed out" || token === null) return;
    sessionStorage.removeItem(KEY);
    onForgotten();
  });
  return {
    async find() {
      const code = takeCode();
      if (code !== undefined) {
        const token = await signIn(connectionWith(""), code);
        sessionStorage.setItem(KEY, token);
        return token;
      }
      return sessionStorage.getItem(KEY) ?? (await askOthers(others, tell));
    },
    keep: (token) => sessionStorage.setItem(KEY, token),
    forget() {
      sessionStorage.removeItem(KEY);
      tell("signed out");
    },
  };
}

export function connectionWith(token: string): Connection {
  return { baseUrl: location.origin, token, fetch: (url, init) => fetch(url, init), source: "web" };
}

/** The fragment goes to no server; here it leaves the address, too, before anything else is done. */
function takeCode(): string | undefined {
  const [, code] = /^#code=([\w.-]+)$/.exec(location.hash) ?? [];
  if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);
  return code;
}

function askOthers(others: BroadcastChannel, tell: (message: Message) => void): Promise<string | undefined> {
  return new Promise((resolve) => {
    const answered = ({ data }: MessageEvent<Message>): void => {
      if (typeof data !== "object") return;
      sessionStorage.setItem(KEY, data.token);
      done(data.token);
    };
    const done = (token?: string): void => {
      clearTimeout(timer);
      others.removeEventListener("message", answered);
      resolve(token);
    };
    const timer = setTimeout(done, ASKING_MS);
    others.addEventListener("message", answered);
    tell("who is signed in?");
  });
}
