import type { ListenAddress } from "./formats.ts";
import type { Get } from "./getting.ts";

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
