import { fieldsOf } from "./documents.ts";

/**
 * The body of `POST /containers/create` as Podman takes it: it has no log driver `local`, and its own is byte-exact.
 * Source: podman-create(1), `--log-driver`.
 */
export function podmanBody(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const LogConfig = { Type: "k8s-file", Config: {} };
  return { ...body, HostConfig: { ...fieldsOf(body["HostConfig"]), LogConfig } };
}
