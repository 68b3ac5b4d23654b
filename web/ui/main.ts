import type { JSX } from "preact";
import { h, render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { ApiError } from "../../client/http.ts";
import { App } from "./app.ts";
import { hasSession, signInWays, signOut, type SignInWay } from "../model/session.ts";
import { connectionWith, credentials } from "./credentials.ts";
import { SignIn } from "./sign-in.ts";

type Who =
  | { readonly is: "asked" }
  | { readonly is: "nobody"; readonly ways: readonly SignInWay[]; readonly why?: string }
  /** An empty token: the cookie of a session, which no script can read, shows who it is. */
  | { readonly is: "known"; readonly token: string };

const SESSION = "";

function Start(): JSX.Element | null {
  const [who, setWho] = useState<Who>({ is: "asked" });
  const kept = useMemo(() => credentials(() => void askAgain("You signed out in another tab.")), []);
  const askAgain = async (why?: string): Promise<void> => {
    const ways = await signInWays(connectionWith(SESSION));
    setWho({ is: "nobody", ways, ...(why === undefined ? {} : { why }) });
  };
  useEffect(() => {
    const find = async (): Promise<void> => {
      const token = await kept.find();
      if (token !== undefined) return setWho({ is: "known", token });
      const ways = await signInWays(connectionWith(SESSION));
      const isKnown = ways.length > 0 && (await hasSession(connectionWith(SESSION)));
      setWho(isKnown ? { is: "known", token: SESSION } : { is: "nobody", ways });
    };
    find().catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      setWho({ is: "nobody", ways: [], why: error.message });
    });
  }, []);
  if (who.is === "asked") return null;
  if (who.is === "nobody") {
    const onToken = (token: string): void => {
      kept.keep(token);
      setWho({ is: "known", token });
    };
    const onSession = (): void => setWho({ is: "known", token: SESSION });
    return h(SignIn, { why: who.why, ways: who.ways, onToken, onSession });
  }
  const onSignOut = (why?: string): void => {
    kept.forget();
    const ended = who.token === SESSION && why === undefined ? signOut(connectionWith(SESSION)) : undefined;
    void Promise.resolve(ended).then(() => askAgain(why));
  };
  return h(App, { token: who.token, onSignOut });
}

const root = document.querySelector("#app");
if (root !== null) render(h(Start, null), root);
