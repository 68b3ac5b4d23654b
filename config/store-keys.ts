import { absolutePath, duration } from "./formats.ts";
import { key, optional } from "./key.ts";
import { storeUrl } from "./store-formats.ts";

/** Where everything durable is, and how it is reached. */
export const STORE_KEYS = {
  "store.url": optional(
    storeUrl,
    "`godocker.db` in the state directory",
    "Where jobs, journal and usage are kept: a SQLite file on a local disk, for one machine; a MongoDB 6 or later, for several.",
  ),
  "store.timeout": key(
    duration(3, 300),
    "15s",
    "After that long a request to MongoDB is given up; until then it is repeated where that is safe. A server that says nothing for a third of it has gone.",
    { example: "30s" },
  ),
  "store.passwordFile": optional(
    absolutePath,
    "no login",
    "File with the password of the user in `store.url`, readable by its owner and group only.",
    { example: "/etc/godocker/store-password" },
  ),
  "store.tls.ca": optional(
    absolutePath,
    "the authorities that Node knows",
    "File with the certificates, in PEM, of the authorities that signed those of MongoDB. Turns TLS on, like `?tls=true` in `store.url`.",
    { example: "/etc/godocker/store-ca.pem" },
  ),
  "store.tls.certificate": optional(
    absolutePath,
    "none",
    "File with the certificate, in PEM, to show to MongoDB. Turns TLS on.",
    { example: "/etc/godocker/store-client.pem" },
  ),
  "store.tls.key": optional(absolutePath, "none", "File with the key of `store.tls.certificate`, in PEM.", {
    example: "/etc/godocker/store-client.key",
  }),
} as const;
