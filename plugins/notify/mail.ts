import { domainOf } from "../../jobs/submission/notify-rules.ts";
import { letterOf } from "./letter.ts";
import type { Delivery, Notifier } from "../ports/notifier.ts";

export interface MailOptions {
  readonly host: string;
  readonly port: number;
  /** `tls`: from the first byte; `starttls`: demanded of the server; `none`: in the clear. */
  readonly security: "tls" | "starttls" | "none";
  readonly login?: { readonly user: string; readonly password: string };
  /** Address that mail comes from. */
  readonly from: string;
  /** Domains that mail may go to. */
  readonly domains: readonly string[];
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;
const ABOUT_THE_MAIL: ReadonlySet<unknown> = new Set(["EENVELOPE", "EMESSAGE"]);

/** Tells by mail, plain text. Each delivery has its own connection. */
export function createMail(options: MailOptions): Notifier {
  const { domains, from, host, login, port, security, timeoutMs = TIMEOUT_MS } = options;
  return {
    async deliver(to, notification, signal) {
      if (!domains.includes(domainOf(to))) return { outcome: "refused", why: "mail may not go there" };
      // Where nobody is told by mail, nothing is loaded for it.
      const { createTransport } = await import("nodemailer");
      const transport = createTransport({
        host,
        port,
        secure: security === "tls",
        requireTLS: security === "starttls",
        ignoreTLS: security === "none",
        ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password } }),
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      const stop = () => transport.close();
      signal.addEventListener("abort", stop);
      try {
        await transport.sendMail({
          from,
          to,
          ...letterOf(notification),
          // Repetitions are one message to those that look, and no holiday answers come back.
          messageId: `<${notification.id.replaceAll("/", ".")}@${domainOf(from)}>`,
          headers: { "Auto-Submitted": "auto-generated" },
        });
        return { outcome: "delivered" };
      } catch (error) {
        return failureOf(error);
      } finally {
        signal.removeEventListener("abort", stop);
        transport.close();
      }
    },
  };
}

/** What the server says for good of a recipient or a message begins with 5; login and TLS may be fixed. */
function failureOf(error: unknown): Delivery {
  const { code, responseCode } = (error instanceof Error ? error : {}) as {
    readonly code?: unknown;
    readonly responseCode?: unknown;
  };
  if (typeof responseCode !== "number")
    return { outcome: "failed", why: `the mail server could not be used (${String(code)})` };
  const why = `the mail server answered ${responseCode}`;
  return { outcome: responseCode >= 500 && ABOUT_THE_MAIL.has(code) ? "refused" : "failed", why };
}
