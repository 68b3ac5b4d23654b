import { decodeJson } from "../../proto/codec.ts";
import { ProtoError } from "../../proto/proto-error.ts";
import type { MasterInfo } from "../../proto/generated/types.ts";
import type { Candidate } from "./detector.ts";

// Masters register in ZooKeeper by ephemeral children of one node, which get consecutive numbers: `json.info_` with a
// number, older ones `info_` or the number alone. The smallest number leads. Source: Mesos, src/zookeeper/group.cpp,
// src/master/detector/zookeeper.cpp.

const JSON_LABEL = "json.info";

/** Which of the children leads. Other services keep children there, too: without a number they are none of ours. */
export function leadingNode(names: readonly string[]): string | undefined {
  let leader: { readonly name: string; readonly number: number } | undefined;
  for (const name of names) {
    const number = numberOf(name);
    if (number === undefined) continue;
    // Two labels never share a number; should they, the order of names decides, for everybody alike.
    const isBefore =
      leader === undefined || number < leader.number || (number === leader.number && name < leader.name);
    if (isBefore) leader = { name, number };
  }
  return leader?.name;
}

/** The counter of ZooKeeper has 32 bits with a sign, so it comes to negative numbers after 2^31 children. */
function numberOf(name: string): number | undefined {
  const digits = /^(?:.*_)?(-?\d{1,10})$/s.exec(name)?.[1];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  return number === Math.trunc(number) && Math.abs(number) <= 2 ** 31 ? number : undefined;
}

/**
 * Where the master of a node is reached. By address and by name: which of them means something here is unknown.
 * Certificates are made for names, so with TLS the name comes first.
 *
 * @throws TypeError  with what is wrong with the node
 */
export function candidatesOf(name: string, data: Uint8Array, scheme: "http" | "https"): readonly Candidate[] {
  const label = name.slice(0, Math.max(0, name.lastIndexOf("_")));
  if (label !== JSON_LABEL) {
    throw new TypeError(`${name} is in a format of masters before Mesos 0.24, which is not supported`);
  }
  let info: MasterInfo;
  try {
    info = decodeJson("mesos.v1.MasterInfo", data);
  } catch (error) {
    if (!(error instanceof ProtoError)) throw error;
    throw new TypeError(`${name} cannot be understood: ${error.message}`, { cause: error });
  }
  const port = info.address?.port ?? info.port;
  const ip = info.address?.ip ?? packedIp(info.ip);
  const hostname = info.address?.hostname ?? info.hostname;
  const hosts = scheme === "https" ? [hostname, ip] : [ip, hostname];
  const urls = hosts.flatMap((host) => {
    if (host === undefined || host === "") return [];
    const url = `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
    return URL.canParse(url) ? [url] : [];
  });
  if (urls.length === 0 || !(port > 0 && port < 65_536))
    throw new TypeError(`${name} names no address that can be used`);
  return [...new Set(urls)].map((baseUrl) => ({ baseUrl, id: name }));
}

/** Four bytes in the order of the network, read as a number with the first byte last. */
function packedIp(ip: number): string | undefined {
  if (ip === 0) return undefined;
  return [ip, ip >>> 8, ip >>> 16, ip >>> 24].map((byte) => byte & 255).join(".");
}
