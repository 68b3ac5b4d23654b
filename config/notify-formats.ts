import { isIP } from "node:net";
import type { Format } from "./formats.ts";
import { asItIs, Refusal, textOf } from "./formats.ts";

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
