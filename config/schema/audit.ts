import type { Format } from "../formats/formats.ts";
import { absolutePath, asItIs, Refusal, textOf } from "../formats/formats.ts";
import { optional } from "../formats/key.ts";

/** Where syslog messages go, as `transport://host:port`. */
export interface SyslogSetting {
  readonly transport: "udp" | "tcp" | "tls";
  readonly host: string;
  readonly port: number;
}

/** Sources: RFC 5426, RFC 6587, RFC 5425. */
const PORTS = { udp: 514, tcp: 601, tls: 6514 } as const;

const syslogAddress: Format<SyslogSetting> = {
  allowed: "udp://host:port, tcp://host:port or tls://host:port",
  example: "udp://127.0.0.1:514",
  schema: { type: "string", pattern: "^(udp|tcp|tls)://" },
  fromText: asItIs,
  read: (value) => {
    const [, transport = "", bracketed, plain, port] =
      /^(udp|tcp|tls):\/\/(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?\/?$/.exec(
        textOf(value),
      ) ?? [];
    const host = bracketed ?? plain;
    if (host === undefined || (transport !== "udp" && transport !== "tcp" && transport !== "tls"))
      throw new Refusal("is no address of a syslog receiver");
    const number = port === undefined ? PORTS[transport] : Number(port);
    if (number < 1 || number > 65_535) throw new Refusal("has no port from 1 to 65535");
    return { transport, host, port: number };
  },
};

/** Where the audit log goes beside the store. */
export const AUDIT_KEYS = {
  "audit.syslog.address": optional(
    syslogAddress,
    "the audit log is kept in the store only",
    "Each entry of the audit log is also sent there, as a syslog message (RFC 5424). The store stays what counts: what cannot be sent is lost there, counted and told in the log, and holds nothing up.",
    { metric: "godocker_audit_syslog_total" },
  ),
  "audit.syslog.ca": optional(
    absolutePath,
    "the authorities that Node knows",
    "File with the certificates, in PEM, of the authorities that signed that of a receiver behind `tls://`.",
    { example: "/etc/godocker/syslog-ca.pem" },
  ),
} as const;
