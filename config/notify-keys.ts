import { absolutePath, duration, listenAddress, name, oneOf } from "./formats.ts";
import { key, optional } from "./key.ts";
import { cidrs, domains, mailAddress, ports } from "./notify-formats.ts";

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
