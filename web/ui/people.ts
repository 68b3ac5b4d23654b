import type { JSX } from "preact";
import { Fragment, h } from "preact";
import { useRef, useState } from "preact/hooks";
import { identityMethods, type User } from "../../client/identity.ts";
import { peopleAddress } from "../model/address.ts";
import { peoplePage, whoami } from "../model/identity.ts";
import { Confirm, Dialog, ShownOnce } from "./dialog.ts";
import { Loading, Table, Title, Trouble } from "./parts.ts";
import { never, useAction, useLoaded, useSite } from "./site.ts";

/** Of the accounts that are kept here. */
const LOCAL = "local";

interface Secret {
  readonly name: string;
  readonly password: string;
}

type Asked = { readonly to: "disable" | "reset"; readonly person: User };

/** People, for those who look after the site; what changes them is for administrators. */
export function People({ name }: { readonly name: string }): JSX.Element {
  const { go } = useSite();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const { value, error, reload } = useLoaded(
    `people ${name} ${cursors.at(-1) ?? ""}`,
    async (on, signal) => {
      const [who, page] = await Promise.all([
        whoami(on, signal),
        peoplePage(on, name, cursors.at(-1), signal),
      ]);
      return { page, mayChange: who.permissions.includes("users:write"), self: who.user };
    },
    never,
  );
  const [asked, setAsked] = useState<Asked>();
  const [secret, setSecret] = useState<Secret>();
  const { shutOut, reset, fault } = useChanges(reload, setAsked, setSecret);
  const find = (wanted: string): void => {
    setCursors([]);
    go(peopleAddress(wanted), "replace");
  };
  const onMade = (made: Secret): void => {
    setSecret(made);
    reload();
  };
  return h(
    Fragment,
    null,
    h(Title, { text: "People" }),
    error === undefined ? null : h(Trouble, { error, retry: reload }),
    value === undefined && error === undefined ? h(Loading, { what: "the people" }) : null,
    h(Search, { name, find }),
    h("p", { class: "fault", role: "alert" }, fault ?? ""),
    secret === undefined
      ? null
      : h(ShownOnce, {
          what: `The password of ${secret.name} for one sign-in, which must bring a new one. It is shown here and never again:`,
          secret: secret.password,
        }),
    value === undefined
      ? null
      : h(
          Fragment,
          null,
          h(PeopleTable, {
            people: value.page.items,
            mayChange: value.mayChange,
            self: value.self,
            onAsk: setAsked,
            onLetIn: (person) => shutOut(person, false),
          }),
          h(Pages, { cursors, next: value.page.next, setCursors }),
          value.mayChange ? h(NewAccount, { onMade }) : null,
        ),
    asked?.to === "disable"
      ? h(ShutOut, {
          person: asked.person,
          onDo: (reason) => shutOut(asked.person, true, reason),
          onLeave: () => setAsked(undefined),
        })
      : null,
    asked?.to === "reset"
      ? h(Confirm, {
          title: `A new password for ${asked.person.name}?`,
          text: "The old one is good no more, and all tokens and sessions end.",
          action: "Make one",
          onDo: () => reset(asked.person),
          onLeave: () => setAsked(undefined),
        })
      : null,
  );
}

function useChanges(
  reload: () => void,
  setAsked: (asked: Asked | undefined) => void,
  setSecret: (secret: Secret) => void,
) {
  const { connection } = useSite();
  const { run, fault } = useAction();
  const identity = identityMethods(connection);
  const shutOut = (person: User, disabled: boolean, reason?: string): void => {
    setAsked(undefined);
    void run(async () => {
      await identity.changeUser(person.name, {
        disabled,
        ...(reason === undefined || reason === "" ? {} : { reason }),
      });
      reload();
    });
  };
  const reset = (person: User): void => {
    setAsked(undefined);
    void run(async () => {
      const { password } = await identity.resetPassword(person.name);
      if (password !== undefined) setSecret({ name: person.name, password });
    });
  };
  return { shutOut, reset, fault };
}

function Search({
  name,
  find,
}: {
  readonly name: string;
  readonly find: (name: string) => void;
}): JSX.Element {
  const search = (event: Event): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement); // of whose event it is
    find(String(data.get("name")).trim());
  };
  return h(
    "form",
    { class: "filters", role: "search", "aria-label": "Find people", onSubmit: search },
    h(
      "label",
      null,
      "Name",
      h("input", { name: "name", defaultValue: name, autoComplete: "off", spellcheck: false }),
    ),
    h("button", { type: "submit" }, "Find"),
  );
}

function Pages({
  cursors,
  next,
  setCursors,
}: {
  /** Of the pages up to this one; none of the first. */
  readonly cursors: readonly string[];
  readonly next: string | undefined;
  readonly setCursors: (cursors: readonly string[]) => void;
}): JSX.Element {
  const button = (label: string, disabled: boolean, onClick: () => void) =>
    h("button", { type: "button", disabled, onClick }, label);
  return h(
    "div",
    { class: "pages" },
    button("Earlier names", cursors.length === 0, () => setCursors(cursors.slice(0, -1))),
    button("Later names", next === undefined, () => next !== undefined && setCursors([...cursors, next])),
  );
}

function PeopleTable({
  people,
  mayChange,
  self,
  onAsk,
  onLetIn,
}: {
  readonly people: readonly User[];
  readonly mayChange: boolean;
  readonly self: string;
  readonly onAsk: (asked: Asked) => void;
  readonly onLetIn: (person: User) => void;
}): JSX.Element {
  if (people.length === 0) return h("p", { class: "empty" }, "Nobody of that name is known.");
  const titles = ["Name", "Directory", "User id", "Roles", "State", ...(mayChange ? ["Actions"] : [])];
  const button = (label: string, person: User, onClick: () => void) =>
    h("button", { type: "button", "aria-label": `${label} ${person.name}`, onClick }, label);
  return h(
    Table,
    { caption: "People", columns: titles.map((title) => ({ title })) },
    h(
      "tbody",
      null,
      people.map((person) =>
        h(
          "tr",
          { key: person.name },
          h("td", null, person.name, h("div", { class: "small" }, person.mail ?? "")),
          h("td", null, person.directory),
          h("td", null, person.uid === undefined ? "none" : String(person.uid)),
          h("td", { class: "small" }, person.roles.join(", ")),
          h("td", null, person.disabled ? "shut out" : "active"),
          mayChange
            ? h(
                "td",
                { class: "actions" },
                person.name === self
                  ? h("span", { class: "small" }, "you")
                  : person.disabled
                    ? button("Let in", person, () => onLetIn(person))
                    : button("Shut out", person, () => onAsk({ to: "disable", person })),
                person.directory === LOCAL
                  ? button("New password", person, () => onAsk({ to: "reset", person }))
                  : null,
              )
            : null,
        ),
      ),
    ),
  );
}

function ShutOut({
  person,
  onDo,
  onLeave,
}: {
  readonly person: User;
  readonly onDo: (reason: string) => void;
  readonly onLeave: () => void;
}): JSX.Element {
  const reason = useRef<HTMLInputElement>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    onDo(reason.current?.value.trim() ?? "");
  };
  return h(
    Dialog,
    { title: `Shut out ${person.name}?`, onLeave },
    h("p", null, "Tokens, sessions and streams end, and jobs that wait are held when they would start."),
    h(
      "form",
      { class: "stacked", onSubmit: submit },
      h("label", { for: "why-out" }, "Why, for the audit log"),
      h("input", { id: "why-out", ref: reason, maxLength: 200, autoComplete: "off", autoFocus: true }),
      h(
        "div",
        { class: "toolbar" },
        h("button", { type: "button", onClick: onLeave }, "Leave it"),
        h("button", { type: "submit" }, "Shut out"),
      ),
    ),
  );
}

function NewAccount({ onMade }: { readonly onMade: (made: Secret) => void }): JSX.Element {
  const { connection } = useSite();
  const form = useRef<HTMLFormElement>(null);
  const { run, fault, isRunning } = useAction();
  const submit = (event: Event): void => {
    event.preventDefault();
    if (form.current === null) return;
    const data = new FormData(form.current);
    const number = (field: string) => {
      const text = String(data.get(field)).trim();
      return text === "" ? {} : { [field]: Number(text) };
    };
    void run(async () => {
      const { user, password } = await identityMethods(connection).createUser({
        name: String(data.get("name")).trim(),
        ...number("uid"),
        ...number("gid"),
      });
      form.current?.reset();
      if (password !== undefined) onMade({ name: user.name, password });
    });
  };
  const id = (name: string, label: string) =>
    h("label", null, label, h("input", { name, type: "number", min: 1, step: 1 }));
  return h(
    Fragment,
    null,
    h("h2", null, "A new account"),
    h("p", null, "It is kept here, beside the directories of the site."),
    h(
      "form",
      { ref: form, class: "filters", onSubmit: submit, "aria-label": "A new account" },
      h("label", null, "Account name", h("input", { name: "name", required: true, autoComplete: "off" })),
      id("uid", "Its user id"),
      id("gid", "Its group id"),
      h("button", { type: "submit", disabled: isRunning }, "Make an account"),
      h("p", { class: "fault", role: "alert" }, fault ?? ""),
    ),
  );
}
