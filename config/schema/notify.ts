import { isIP } from "node:net";
import {
  absolutePath,
  asItIs,
  duration,
  listenAddress,
  name,
  oneOf,
  Refusal,
  textOf,
  type Format,
  type ListenAddress,
} from "../formats/formats.ts";
import { key, optional } from "../formats/key.ts";
import type { Get } from "./getting.ts";

const listed = (text: string) => text.split(",").map((part) => part.trim());

/** TCP ports. */
export const ports: Format<readonly number[]> = {
  allowed: "a list of ports from 1 to 65535; with commas in variables and flags",
  example: [80, 443],
  schema: { type: "array", items: { type: "integer", minimum: 1, maximum: 65_535 } },
  fromText: (text) => listed(text).map(Number),
  read: (value) => {
    if (!Array.isArray(value)) throw new Refusal("is not a list");
    return value.map((port: unknown) => {
      if (typeof port !== "number" || !Number.isInteger(port) || port < 1 || port > 65_535)
        throw new Refusal(`names ${JSON.stringify(port)}, which is no port`);
      return port;
    });
  },
};

/** Ranges of addresses. */
export const cidrs: Format<readonly string[]> = {
  allowed: "a list of address ranges, such as 10.1.0.0/16 or fd00::/8; with commas in variables and flags",
  example: ["10.1.0.0/16"],
  schema: { type: "array", items: { type: "string" } },
  fromText: listed,
  read: (value) => {
    if (!Array.isArray(value)) throw new Refusal("is not a list");
    return value.map((item: unknown) => {
      const text = textOf(item);
      const [network = "", prefix = "", ...more] = text.split("/");
      const family = isIP(network);
      const isRange =
        /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 6 ? 128 : 32) && more.length === 0;
      if (family === 0 || !isRange)
        throw new Refusal(`names ${JSON.stringify(text)}, which is no address range`);
      return text;
    });
  },
};

/** Domains of mail, in lower case. */
export const domains: Format<readonly string[]> = {
  allowed: "a list of domains; with commas in variables and flags",
  example: ["example.org"],
  schema: { type: "array", items: { type: "string" } },
  fromText: listed,
  read: (value) => {
    if (!Array.isArray(value)) throw new Refusal("is not a list");
    return value.map((item: unknown) => {
      const text = textOf(item).toLowerCase();
      if (!/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(text))
        throw new Refusal(`names ${JSON.stringify(text)}, which is no domain`);
      return text;
    });
  },
};

/** A plain mail address. */
export const mailAddress: Format<string> = {
  allowed: "a mail address",
  example: "godocker@example.org",
  schema: { type: "string" },
  fromText: asItIs,
  read: (value) => {
    const text = textOf(value);
    if (!/^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(text))
      throw new Refusal("is not a mail address");
    return text;
  },
};

const DAY = 86_400;
const USER = name(/^[^\p{Cc}\s]{1,128}$/u, "1 to 128 characters without spaces", "godocker");

/** Whom jobs may tell how they fare, and how. */
export const NOTIFY_KEYS = {
  "notify.giveUpAfter": key(
    duration(60, 30 * DAY),
    "1d",
    "For so long a notification that cannot be delivered is tried again. Then it is given up, and remembered for 30 days.",
    { example: "6h" },
  ),
  "notify.webhook.ports": key(ports, [80, 443], "Ports that webhooks of jobs may use."),
  "notify.webhook.allow": key(
    cidrs,
    [],
    "Address ranges that webhooks may reach though they are not on the public network. Whoever may submit jobs can then send requests to them.",
  ),
  "notify.webhook.secretFile": optional(
    absolutePath,
    "`webhook-secret` in the state directory",
    "File with the key that webhooks are signed with; the first start makes it. Schedulers on several machines need the same.",
    { example: "/etc/godocker/webhook-secret" },
  ),
  "notify.mail.server": optional(listenAddress, "no mail is sent", "Mail server, with its port.", {
    example: "mail.example.org:587",
  }),
  "notify.mail.security": key(
    oneOf(["starttls", "tls", "none"]),
    "starttls",
    "`tls`: from the first byte; `starttls`: demanded of the server; `none`: in the clear.",
    { example: "tls" },
  ),
  "notify.mail.from": optional(mailAddress, "no mail is sent", "Sender of mail.", {
    example: "godocker@example.org",
  }),
  "notify.mail.domains": optional(domains, "that of `notify.mail.from`", "Domains that mail may go to.", {
    example: ["example.org"],
  }),
  "notify.mail.user": optional(USER, "no login", "Account at the mail server.", { example: "godocker" }),
  "notify.mail.passwordFile": optional(
    absolutePath,
    "no login",
    "File with its password, readable by its owner and group only.",
    { example: "/etc/godocker/mail-password" },
  ),
} as const;

export interface NotifyConfig {
  readonly giveUpAfterMs: number;
  readonly webhook: {
    readonly ports: readonly number[];
    /** CIDR ranges. */
    readonly allow: readonly string[];
    readonly secretFile: string;
  };
  /** Absent: no mail is sent. */
  readonly mail?: {
    readonly server: ListenAddress;
    readonly security: "starttls" | "tls" | "none";
    readonly from: string;
    readonly domains: readonly string[];
    readonly login?: { readonly user: string; readonly passwordFile: string };
  };
}

export function notifyOf(get: Get, stateDirectory: string): NotifyConfig {
  const [server, from] = [get("notify.mail.server"), get("notify.mail.from")];
  const [user, passwordFile] = [get("notify.mail.user"), get("notify.mail.passwordFile")];
  return {
    giveUpAfterMs: get("notify.giveUpAfter") * 1000,
    webhook: {
      ports: get("notify.webhook.ports"),
      allow: get("notify.webhook.allow"),
      secretFile: get("notify.webhook.secretFile") ?? `${stateDirectory}/webhook-secret`,
    },
    ...(server === undefined || from === undefined
      ? {}
      : {
          mail: {
            server,
            security: get("notify.mail.security"),
            from,
            domains: get("notify.mail.domains") ?? [from.slice(from.lastIndexOf("@") + 1).toLowerCase()],
            ...(user === undefined || passwordFile === undefined ? {} : { login: { user, passwordFile } }),
          },
        }),
  };
}
