import { KubernetesError } from "./api.ts";
import { LABELS, type KubernetesOptions } from "./kubernetes-options.ts";
import { labelValue } from "./labels.ts";
import { isPerProject } from "./names.ts";

/** A new namespace has no service account yet. */
const [TRIES, WAIT_MS] = [40, 250];

/**
 * Creates an object in a namespace, and the namespace first where it is not there and we are to make it.
 * @throws KubernetesError, KubernetesUnreachableError
 */
export async function createIn(
  options: KubernetesOptions,
  namespace: string,
  request: { readonly path: string; readonly body: unknown; readonly signal: AbortSignal },
): Promise<unknown> {
  const { api, createNamespaces } = options;
  const mayMake = createNamespaces && isPerProject(options);
  for (let tries = 1; ; tries += 1) {
    try {
      return await api.json({ method: "POST", ...request });
    } catch (error) {
      if (!mayMake || tries >= TRIES || !(error instanceof KubernetesError)) throw error;
      if (isAbsent(error, namespace)) await createNamespace(options, namespace, request.signal);
      else if (isEarly(error)) await new Promise<void>((resolve) => options.after(WAIT_MS, resolve));
      else throw error;
      request.signal.throwIfAborted();
    }
  }
}

export function isAbsent({ status, message }: KubernetesError, namespace: string): boolean {
  return status === 404 && message.includes(`namespaces "${namespace}" not found`);
}

function isEarly({ status, message }: KubernetesError): boolean {
  return status === 403 && /service ?account .*not found/i.test(message);
}

async function createNamespace(
  { api, installation, log, name }: KubernetesOptions,
  namespace: string,
  signal: AbortSignal,
): Promise<void> {
  const body = { metadata: { name: namespace, labels: { [LABELS.installation]: labelValue(installation) } } };
  try {
    await api.json({ method: "POST", path: "/api/v1/namespaces", body, signal });
    log.info("a namespace is made for a project", { event: `${name}.namespace`, namespace });
  } catch (error) {
    // Another launch was first.
    if (!(error instanceof KubernetesError) || error.status !== 409) throw error;
  }
}
