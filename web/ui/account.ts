import type { JSX } from "preact";
import { Fragment, h } from "preact";
import { useRef, useState } from "preact/hooks";
import { identityMethods, type NewToken, type Token } from "../../client/identity.ts";
import { inOrder, SCOPES, wantedToken, whoami } from "../model/identity.ts";
import { Confirm, ShownOnce } from "./dialog.ts";
import { Facts, Loading, Table, Title, Trouble, When } from "./parts.ts";
import { never, useAction, useLoaded, useNowMs, useSite } from "./site.ts";

/** Who one is, and one's tokens and sessions. */
export function Account(): JSX.Element {
  const { connection } = useSite();
  const nowMs = useNowMs();
  const { value, error, reload } = useLoaded(
    "account",
    async (on, signal) => {
      const [who, tokens] = await Promise.all([whoami(on, signal), identityMethods(on).tokens({ signal })]);
      return { who, tokens };
    },
    never,
  );
  const [made, setMade] = useState<NewToken>();
  const [asked, setAsked] = useState<Token>();
  const { run, fault } = useAction();
  const revoke = ({ id }: Token): void => {
    setAsked(undefined);
    void run(async () => {
      await identityMethods(connection).revokeToken(id);
      reload();
    });
  };
  const onMade = (token: NewToken): void => {
    setMade(token);
    reload();
  };
  return h(
    Fragment,
    null,
    h(Title, { text: "Account" }),
    error === undefined ? null : h(Trouble, { error, retry: reload }),
    value === undefined && error === undefined ? h(Loading, { what: "your account" }) : null,
    value === undefined
      ? null
      : h(
          Fragment,
          null,
          h(Facts, {
            facts: [
              ["Name", value.who.user],
              ["Roles", value.who.roles.join(", ")],
            ],
          }),
          h("h2", null, "A new token"),
          h("p", null, "Programs show it instead of you. Without a choice it may do all that you may."),
          h(NewTokenForm, { onMade }),
          made === undefined
            ? null
            : h(ShownOnce, {
                what: `This is the token ${made.name}. It is shown here and never again:`,
                secret: made.token,
              }),
          h("h2", null, "Tokens and sessions"),
          h("p", { class: "fault", role: "alert" }, fault ?? ""),
          value.tokens.length === 0
            ? h("p", { class: "empty" }, "You have none.")
            : h(TokenTable, { tokens: inOrder(value.tokens), nowMs, onRevoke: setAsked }),
        ),
    asked === undefined
      ? null
      : h(Confirm, {
          title: `End ${asked.name}?`,
          text: "Whatever shows it is refused from then on, everywhere within five seconds.",
          action: "End it",
          onDo: () => revoke(asked),
          onLeave: () => setAsked(undefined),
        }),
  );
}

export function TokenTable({
  tokens,
  nowMs,
  onRevoke,
}: {
  readonly tokens: readonly Token[];
  readonly nowMs: number;
  readonly onRevoke: (token: Token) => void;
}): JSX.Element {
  const columns = ["Name", "May", "Made", "Ends", "Last used", "Action"].map((title) => ({ title }));
  return h(
    Table,
    { caption: "Tokens and sessions", columns },
    h(
      "tbody",
      null,
      tokens.map((token) =>
        h(
          "tr",
          { key: token.id },
          h(
            "td",
            null,
            token.name,
            h("div", { class: "small" }, token.current === true ? `${token.kind}, this one` : token.kind),
          ),
          h("td", { class: "small" }, token.scopes?.join(", ") ?? "everything"),
          h("td", null, h(When, { at: token.createdAt, nowMs })),
          h("td", null, h("time", { dateTime: token.expiresAt }, new Date(token.expiresAt).toLocaleString())),
          h(
            "td",
            null,
            token.lastUsedAt === undefined ? "never" : h(When, { at: token.lastUsedAt, nowMs }),
            h("div", { class: "small" }, token.lastUsedFrom ?? ""),
          ),
          h(
            "td",
            null,
            h(
              "button",
              { type: "button", "aria-label": `End ${token.name}`, onClick: () => onRevoke(token) },
              "End",
            ),
          ),
        ),
      ),
    ),
  );
}

function NewTokenForm({ onMade }: { readonly onMade: (token: NewToken) => void }): JSX.Element {
  const { connection } = useSite();
  const form = useRef<HTMLFormElement>(null);
  const { run, fault, isRunning, fail } = useAction();
  const submit = (event: Event): void => {
    event.preventDefault();
    if (form.current === null) return;
    const data = new FormData(form.current);
    const wanted = wantedToken(
      String(data.get("name")),
      String(data.get("days")),
      data.getAll("scope").map(String),
    );
    if (typeof wanted === "string") return fail(wanted);
    void run(async () => {
      onMade(await identityMethods(connection).createToken(wanted));
      form.current?.reset();
    });
  };
  return h(
    "form",
    { ref: form, class: "filters", onSubmit: submit, "aria-label": "A new token" },
    h(
      "label",
      null,
      "Token name",
      h("input", { name: "name", autoComplete: "off", maxLength: 100, required: true }),
    ),
    h(
      "label",
      null,
      "Days that it is good",
      h("input", { name: "days", type: "number", min: 1, defaultValue: "30", required: true }),
    ),
    h(
      "fieldset",
      null,
      h("legend", null, "Only for"),
      SCOPES.map((scope) =>
        h(
          "label",
          { key: scope, class: "check" },
          h("input", { type: "checkbox", name: "scope", value: scope }),
          scope,
        ),
      ),
    ),
    h("button", { type: "submit", disabled: isRunning }, "Make a token"),
    h("p", { class: "fault", role: "alert" }, fault ?? ""),
  );
}
