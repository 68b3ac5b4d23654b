import type { Notify } from "../spec/notify.ts";
import type { Problem } from "../text/problem.ts";
import { isRecord, printable, shown } from "../text/problem.ts";

/** What an installation lets its jobs tell whom. */
export interface NotifyRules {
  /** Ports of webhooks. */
  readonly ports: readonly number[];
  /** Domains that mail may go to; `undefined`: no mail is sent here at all. */
  readonly mailDomains: readonly string[] | undefined;
}

/** What no schema can say of the addresses. Looks only at fields whose shape is right. */
export function addressProblems(notify: unknown, isFaulty: (pointer: string) => boolean): Problem[] {
  if (!Array.isArray(notify)) return [];
  return notify.flatMap((item: unknown, at): Problem[] => {
    const pointer = `/notify/${at}`;
    if (!isRecord(item) || isFaulty(pointer)) return [];
    const { email, url } = item;
    if ((email === undefined) === (url === undefined))
      return [{ pointer, code: "conflict", message: "needs one of url and email, and not both" }];
    const [field, fault] =
      typeof url === "string"
        ? (["url", urlFault(url)] as const)
        : (["email", emailFault(String(email))] as const);
    if (fault === undefined) return [];
    return [{ pointer: `${pointer}/${field}`, code: "format", message: fault, got: shown(url ?? email) }];
  });
}

/** What the installation does not allow of a job whose document is right. */
export function notifyProblems(notify: readonly Notify[], rules: NotifyRules): readonly Problem[] {
  return notify.flatMap((item, at): readonly Problem[] => {
    const pointer = `/notify/${at}`;
    if ("url" in item) {
      const port = portOf(item.url);
      if (rules.ports.includes(port)) return [];
      const message = "webhooks may not use this port";
      return [
        { pointer: `${pointer}/url`, code: "conflict", message, got: port, allowed: rules.ports.join(", ") },
      ];
    }
    const { mailDomains } = rules;
    if (mailDomains === undefined) {
      const message = "this installation sends no mail";
      return [
        {
          pointer: `${pointer}/email`,
          code: "not_supported",
          message,
          hint: "use a url, or ask the administrators",
        },
      ];
    }
    if (mailDomains.includes(domainOf(item.email))) return [];
    const message = "mail may not go to this domain";
    return [
      {
        pointer: `${pointer}/email`,
        code: "conflict",
        message,
        got: printable(item.email),
        allowed: mailDomains.join(", "),
      },
    ];
  });
}

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1).toLowerCase();
}

export function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

function urlFault(text: string): string | undefined {
  if (!URL.canParse(text)) return "is no URL";
  const { hash, password, protocol, username } = new URL(text);
  if (protocol !== "https:" && protocol !== "http:") return "must begin with https:// or http://";
  if (username !== "" || password !== "") return "must not have a user name or password in it";
  return hash === "" ? undefined : "must not have a fragment";
}

/** One plain address: no quotes, comments or lists, and nothing that a mail header could be broken with. */
function emailFault(text: string): string | undefined {
  const [, local = "", domain = ""] =
    /^([A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64})@([A-Za-z0-9.-]{1,253})$/.exec(text) ?? [];
  const isDotted = !/^\.|\.$|\.\./.test(local);
  const isDomain =
    /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/.test(
      domain,
    );
  return local !== "" && isDotted && isDomain ? undefined : "is no mail address, such as ada@example.org";
}
