import { absolutePath, asItIs, duration, Refusal, type Format } from "../formats/formats.ts";
import { key, optional } from "../formats/key.ts";

/** What may stand in the query of an address: none of it makes a write less safe than the store needs. */
const MONGO_OPTIONS = new Set([
  "appname",
  "authmechanism",
  "authsource",
  "directconnection",
  "replicaset",
  "srvmaxhosts",
  "srvservicename",
  "tls",
]);

const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\])(?::(\d{1,5}))?$/;

export const storeUrl: Format<string> = {
  allowed: "sqlite: and an absolute path, or a mongodb: address with the name of a database",
  example: "mongodb://db1.example.org,db2.example.org,db3.example.org/godocker?replicaSet=rs0",
  schema: { type: "string", pattern: "^[A-Za-z][A-Za-z0-9+.-]*:" },
  fromText: asItIs,
  read: (value) => {
    if (typeof value !== "string") throw new Refusal("is not text");
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value)?.[1]?.toLowerCase();
    const rest = value.slice((scheme?.length ?? 0) + 1);
    if (scheme === "sqlite") return `sqlite:${absolutePath.read(rest.replace(/^\/\/(?=\/)/, ""))}`;
    if (scheme === "mongodb" || scheme === "mongodb+srv") return `${scheme}:${mongoAddress(rest, scheme)}`;
    throw new Refusal("names a store that this version does not have");
  },
};

function mongoAddress(rest: string, scheme: "mongodb" | "mongodb+srv"): string {
  const [, user, hosts = "", database = "", query = ""] =
    /^\/\/(?:([^@/]*)@)?([^/?@]+)(?:\/([^/?]*))?(?:\?(.*))?$/s.exec(rest) ?? [];
  if (hosts === "") throw new Refusal("is not mongodb://host/database");
  if (user?.includes(":") === true)
    throw new Refusal("must not hold a password, which belongs in the file that store.passwordFile names");
  if (user === "") throw new Refusal("names no user before the @");
  const names = hosts.split(",");
  for (const name of names) {
    const port = HOST.exec(name)?.[1];
    if (!HOST.test(name) || Number(port ?? 1) > 65_535 || port === "0")
      throw new Refusal(`names "${name}", which is not host or host:port`);
  }
  if (scheme === "mongodb+srv" && (names.length > 1 || names[0]?.includes(":") === true))
    throw new Refusal("names one host without a port, for mongodb+srv looks them up");
  if (!/^[A-Za-z0-9_-]{0,63}$/.test(database))
    throw new Refusal("has a database name of other than 1 to 63 of A-Z a-z 0-9 _ -");
  for (const [option] of new URLSearchParams(query))
    if (!MONGO_OPTIONS.has(option.toLowerCase()))
      throw new Refusal(
        `has the option ${option}; of those of MongoDB only ${[...MONGO_OPTIONS].join(", ")} may stand there`,
      );
  return rest;
}

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
