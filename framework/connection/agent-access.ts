import type { Offer as MesosOffer } from "../../proto/generated/types.ts";

/** Port of an agent that does not tell its own. Source: Mesos documentation, agent flag `--port`. */
const AGENT_PORT = 5051;

/** `http://<host>:<port>#<framework id>`: where the agent answers, and whose tasks we are. */
export function accessOf(offer: MesosOffer, frameworkId: string): string {
  const { scheme = "http", address } = offer.url ?? {};
  const host = address?.hostname ?? address?.ip ?? offer.hostname;
  const bracketed = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return `${scheme}://${bracketed}:${address?.port ?? AGENT_PORT}#${encodeURIComponent(frameworkId)}`;
}

/** The parts of what `accessOf` made, `undefined` when it is something else. */
export function parseAccess(
  access: string,
): { readonly agentUrl: string; readonly frameworkId: string } | undefined {
  if (!URL.canParse(access)) return undefined;
  const { protocol, origin, hash } = new URL(access);
  if ((protocol !== "http:" && protocol !== "https:") || hash.length < 2) return undefined;
  return { agentUrl: origin, frameworkId: decodeURIComponent(hash.slice(1)) };
}
