import type { Config } from "../../config/loading/config.ts";

/** Under which agents and people reach the API. */
export function publicUrl({ server }: Config): string {
  const { host, port } = server.listen;
  return server.publicUrl?.href ?? `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
