import type { JSX, RefObject } from "preact";
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Whoami } from "../../client/documents/accounts.ts";
import { ApiError, requestJson } from "../../client/http.ts";
import { beginSession, type SignInWay } from "../model/session.ts";
import { connectionWith } from "./credentials.ts";

interface SignInProps {
  readonly why: string | undefined;
  readonly ways: readonly SignInWay[];
  readonly onToken: (token: string) => void;
  /** The browser has a session now. */
  readonly onSession: () => void;
}

/** With name and password where there are any, else with the token; the other way is one step away. */
export function SignIn({ why, ways, onToken, onSession }: SignInProps): JSX.Element {
  const hasPasswords = ways.includes("password");
  const [byToken, setByToken] = useState(!hasPasswords);
  useEffect(() => {
    document.title = "Sign in – GoDocker";
  }, []);
  return h(
    "main",
    { class: "sign-in" },
    h("h1", null, "GoDocker"),
    byToken ? h(TokenForm, { why, onToken }) : h(PasswordForm, { why, onSession }),
    ways.includes("oidc")
      ? h("p", null, h("a", { href: "/api/v2/auth/oidc" }, "Sign in at your organisation"))
      : null,
    hasPasswords
      ? h(
          "p",
          { class: "small" },
          h(
            "button",
            { type: "button", onClick: () => setByToken(!byToken) },
            byToken ? "Sign in with name and password" : "Sign in with a token",
          ),
        )
      : null,
  );
}

function PasswordForm({
  why,
  onSession,
}: {
  readonly why: string | undefined;
  readonly onSession: () => void;
}): JSX.Element {
  const [fault, setFault] = useState(why);
  const [isAsking, setIsAsking] = useState(false);
  const [needsNew, setNeedsNew] = useState(false);
  const [user, password, fresh] = [useField(), useField(), useField()];
  useEffect(() => user.current?.focus(), []);
  useEffect(() => {
    if (needsNew) fresh.current?.focus();
  }, [needsNew]);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const who = { user: user.current?.value.trim() ?? "", password: password.current?.value ?? "" };
    if (who.user === "" || who.password === "") return setFault("Name and password are needed.");
    const newPassword = fresh.current?.value ?? "";
    setIsAsking(true);
    try {
      await beginSession(connectionWith(""), newPassword === "" ? who : { ...who, newPassword });
      onSession();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setIsAsking(false);
      setNeedsNew(needsNew || error.code === "new_password_needed");
      setFault(error.message);
      if (error.code !== "new_password_needed") password.current?.focus();
    }
  };
  return h(
    "form",
    { onSubmit: (event: Event) => void submit(event) },
    ...field("user", "Name", user, { type: "text", autoComplete: "username", fault }),
    ...field("password", "Password", password, { type: "password", autoComplete: "current-password", fault }),
    ...(needsNew
      ? field("new-password", "New password", fresh, {
          type: "password",
          autoComplete: "new-password",
          fault,
        })
      : []),
    ...ending(fault, isAsking),
  );
}

function TokenForm({
  why,
  onToken,
}: {
  readonly why: string | undefined;
  readonly onToken: (token: string) => void;
}): JSX.Element {
  const [fault, setFault] = useState(why);
  const [isAsking, setIsAsking] = useState(false);
  const input = useField();
  useEffect(() => input.current?.focus(), []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const token = input.current?.value.trim() ?? "";
    if (token === "") return setFault("The token is missing.");
    setIsAsking(true);
    try {
      await requestJson<Whoami>(connectionWith(token), { path: "/api/v2/whoami" });
      onToken(token);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setIsAsking(false);
      setFault(error.code === "not_signed_in" ? "That is not the token of this server." : error.message);
      input.current?.focus();
    }
  };
  return h(
    "div",
    null,
    h(
      "p",
      null,
      "Paste the token that the first start of GoDocker wrote to a file, and that only you can read:",
    ),
    h("pre", { class: "code" }, "cat ~/.local/state/godocker/token"),
    h(
      "p",
      { class: "small" },
      "If GoDocker was started with another state directory, its start told where the file is. It also printed a link that signs you in, good for ten minutes.",
    ),
    h(
      "form",
      { onSubmit: (event: Event) => void submit(event) },
      ...field("token", "Token", input, { type: "password", autoComplete: "off", fault }),
      ...ending(fault, isAsking),
    ),
  );
}

function useField(): RefObject<HTMLInputElement | null> {
  return useRef<HTMLInputElement>(null);
}

function field(
  id: string,
  label: string,
  ref: RefObject<HTMLInputElement | null>,
  {
    type,
    autoComplete,
    fault,
  }: { readonly type: string; readonly autoComplete: string; readonly fault: string | undefined },
): readonly JSX.Element[] {
  return [
    h("label", { for: id }, label),
    h("input", {
      id,
      ref,
      type,
      autoComplete,
      required: true,
      "aria-invalid": fault === undefined ? undefined : "true",
      "aria-describedby": fault === undefined ? undefined : "fault",
    }),
  ];
}

function ending(fault: string | undefined, isAsking: boolean): readonly JSX.Element[] {
  return [
    h("p", { id: "fault", class: "fault", role: "alert" }, fault ?? ""),
    h("button", { type: "submit", disabled: isAsking }, isAsking ? "Signing in …" : "Sign in"),
  ];
}
