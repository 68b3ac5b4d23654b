import type { JSX } from "preact";
import { h, render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { ApiError } from "../../client/http.ts";
import { App } from "./app.ts";
import { credentials } from "./credentials.ts";
import { SignIn } from "./sign-in.ts";

type Who =
  | { readonly is: "asked" }
  | { readonly is: "nobody"; readonly why?: string }
  | { readonly is: "known"; readonly token: string };

function Start(): JSX.Element | null {
  const [who, setWho] = useState<Who>({ is: "asked" });
  const kept = useMemo(
    () => credentials(() => setWho({ is: "nobody", why: "You signed out in another tab." })),
    [],
  );
  useEffect(() => {
    kept.find().then(
      (token) => setWho(token === undefined ? { is: "nobody" } : { is: "known", token }),
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        setWho({ is: "nobody", why: error.message });
      },
    );
  }, []);
  if (who.is === "asked") return null;
  if (who.is === "nobody") {
    const onToken = (token: string): void => {
      kept.keep(token);
      setWho({ is: "known", token });
    };
    return h(SignIn, { why: who.why, onToken });
  }
  const onSignOut = (why?: string): void => {
    kept.forget();
    setWho({ is: "nobody", ...(why === undefined ? {} : { why }) });
  };
  return h(App, { token: who.token, onSignOut });
}

const root = document.querySelector("#app");
if (root !== null) render(h(Start, null), root);
