import type { JSX } from "preact";
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Whoami } from "../../client/documents.ts";
import { ApiError, requestJson } from "../../client/http.ts";
import { connectionWith } from "./credentials.ts";

export function SignIn({
  why,
  onToken,
}: {
  readonly why: string | undefined;
  readonly onToken: (token: string) => void;
}): JSX.Element {
  const [fault, setFault] = useState(why);
  const [isAsking, setIsAsking] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = "Sign in – GoDocker";
    input.current?.focus();
  }, []);
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
    "main",
    { class: "sign-in" },
    h("h1", null, "GoDocker"),
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
      h("label", { for: "token" }, "Token"),
      h("input", {
        id: "token",
        ref: input,
        type: "password",
        autoComplete: "off",
        required: true,
        "aria-invalid": fault === undefined ? undefined : "true",
        "aria-describedby": fault === undefined ? undefined : "fault",
      }),
      h("p", { id: "fault", class: "fault", role: "alert" }, fault ?? ""),
      h("button", { type: "submit", disabled: isAsking }, isAsking ? "Signing in …" : "Sign in"),
    ),
  );
}
