import { readFileSync } from "node:fs";
import type { ClusterProcess } from "../../local-cluster/start.ts";

/**
 * What an agent of the embedded cluster says of its host: which limits tasks are held to, and why not to the others.
 * `lines` for people, one each.
 * @throws  when the agent does not answer
 */
export async function hostReport(
  agent: ClusterProcess,
  credentials: { readonly principal: string; readonly secretFile: string },
): Promise<{ readonly enforced: readonly string[]; readonly lines: readonly string[] }> {
  const secret = readFileSync(credentials.secretFile, "utf8").trim();
  const basic = Buffer.from(`${credentials.principal}:${secret}`).toString("base64");
  const response = await fetch(`${agent.url}/state`, { headers: { authorization: `Basic ${basic}` } });
  const state: unknown = await response.json();
  const limits =
    typeof state === "object" && state !== null && "limits" in state && typeof state.limits === "object"
      ? Object.entries(state.limits ?? {})
      : [];
  const enforced = limits.filter(([, text]) => text === "enforced").map(([name]) => name);
  const others = limits.filter(([, text]) => text !== "enforced");
  return {
    enforced,
    lines: [
      `tasks here are held to: ${enforced.join(", ") || "nothing"}`,
      ...others.map(([name, text]) => `  not to ${name}: ${String(text).replace(/^not enforced: /, "")}`),
    ],
  };
}
