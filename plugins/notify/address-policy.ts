import { BlockList, isIPv6 } from "node:net";

/** Ranges that are not the public Internet (IANA special-purpose registries), and those that embed such addresses. */
const NOT_PUBLIC_4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
] as const;
/** Of IPv6 only global unicast is public at all. */
const PUBLIC_6 = "2000::/3";
const NOT_PUBLIC_6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"] as const;

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/**
 * Which addresses may be connected to: public ones, and those of the ranges that are allowed.
 * @param allowed  CIDR ranges
 */
export function addressPolicy(allowed: readonly string[]): (address: Address) => boolean {
  const allow = ranges(allowed);
  const notPublic4 = ranges(NOT_PUBLIC_4);
  const public6 = ranges([PUBLIC_6]);
  const notPublic6 = ranges(NOT_PUBLIC_6);
  return ({ address, family }) => {
    // IPv4 in the form of IPv6 is judged as what it is.
    const mapped = family === 6 ? mappedIPv4(address) : undefined;
    if (mapped !== undefined) return allow.check(mapped, "ipv4") || !notPublic4.check(mapped, "ipv4");
    const kind = family === 6 ? "ipv6" : "ipv4";
    if (allow.check(address, kind)) return true;
    return kind === "ipv4"
      ? !notPublic4.check(address, kind)
      : public6.check(address, kind) && !notPublic6.check(address, kind);
  };
}

function ranges(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = "", prefix = ""] = cidr.split("/");
    list.addSubnet(network, Number(prefix), isIPv6(network) ? "ipv6" : "ipv4");
  }
  return list;
}

/** Of `::ffff:0:0/96`, whichever way it is written. */
function mappedIPv4(address: string): string | undefined {
  const dotted = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1];
  if (dotted !== undefined) return dotted;
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address) ?? [];
  if (high === undefined || low === undefined) return undefined;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`;
}
