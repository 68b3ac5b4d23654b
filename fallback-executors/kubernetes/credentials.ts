import { existsSync } from "node:fs";
import type { RequestOptions } from "node:https";
import { join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";

/** How the API server is found, and who we are to it. */
export interface KubernetesAddress {
  /** Absent: as `kubectl` finds it (`KUBECONFIG`, `~/.kube/config`), or that of the pod that this runs in. */
  readonly kubeconfig?: string;
  /** Of that file; absent: the current one. */
  readonly context?: string;
  /** With `token` and `ca.crt`, as in a pod: then it is the service account's, whatever else there is. */
  readonly serviceAccountDirectory?: string;
}

/** Credentials of a command that does not say how long they are good: it is not run for every request. */
const COMMAND_MS = 60_000;

/** Who we are, for as long as it is not refused. */
export interface Credentials {
  readonly config: KubeConfig;
  /** @throws Error  of a file that is not there, of a command that fails */
  options(): Promise<RequestOptions>;
}

/** @throws Error  with the reason, a sentence */
export async function loadCredentials(
  address: KubernetesAddress,
  nowMs: () => number = () => performance.now(),
): Promise<Credentials> {
  const config = await load(address);
  const user = config.getCurrentUser();
  const command = fieldOf(user?.exec) ?? fieldOf(fieldOf(user?.authProvider)?.["config"])?.["exec"];
  const found = async (): Promise<RequestOptions> => {
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    return options;
  };
  if (command === undefined) return { config, options: found };
  let kept: { readonly options: Promise<RequestOptions>; readonly untilMs: number } | undefined;
  return {
    config,
    options() {
      if (kept !== undefined && nowMs() < kept.untilMs) return kept.options;
      const options = found();
      kept = { options, untilMs: nowMs() + COMMAND_MS };
      options.catch(() => {
        kept = undefined;
      });
      return options;
    },
  };
}

/** The library is large: it is loaded by those who use it. */
async function load({
  kubeconfig,
  context,
  serviceAccountDirectory,
}: KubernetesAddress): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  if (serviceAccountDirectory !== undefined) {
    loadServiceAccount(config, serviceAccountDirectory);
    return config;
  }
  if (kubeconfig === undefined) config.loadFromDefault();
  else config.loadFromFile(kubeconfig);
  if (context !== undefined) {
    if (!config.getContexts().some(({ name }) => name === context))
      throw new Error(`it has no context "${context}"`);
    config.setCurrentContext(context);
  }
  introduceUs(config);
  return config;
}

/** Source: Kubernetes documentation, "Accessing the Kubernetes API from a Pod". */
function loadServiceAccount(config: KubeConfig, directory: string): void {
  const { KUBERNETES_SERVICE_HOST: host = "", KUBERNETES_SERVICE_PORT: port = "443" } = process.env;
  if (host === "")
    throw new Error(
      "KUBERNETES_SERVICE_HOST is not set; it and KUBERNETES_SERVICE_PORT say where the API server is",
    );
  const [tokenFile, caFile] = [join(directory, "token"), join(directory, "ca.crt")];
  for (const file of [tokenFile, caFile])
    if (!existsSync(file)) throw new Error(`${file} is not there; it is the service account's`);
  const name = "service-account";
  config.loadFromOptions({
    clusters: [
      {
        name,
        caFile,
        server: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
        skipTLSVerify: false,
      },
    ],
    users: [{ name, authProvider: { name: "tokenFile", config: { tokenFile } } }],
    contexts: [{ name, cluster: name, user: name }],
    currentContext: name,
  });
}

/** Commands that fetch credentials are told what is asked of them. Source: Kubernetes documentation, "client-go credential plugins". */
function introduceUs(config: KubeConfig): void {
  const command = fieldOf(config.getCurrentUser()?.exec);
  if (command === undefined) return;
  const { apiVersion = "client.authentication.k8s.io/v1", env } = command;
  const cluster = config.getCurrentCluster();
  const told = command["provideClusterInfo"] === true ? { cluster: { server: cluster?.server } } : {};
  const value = JSON.stringify({ apiVersion, kind: "ExecCredential", spec: { interactive: false, ...told } });
  command["env"] = [...(Array.isArray(env) ? env : []), { name: "KUBERNETES_EXEC_INFO", value }];
}

function fieldOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined; // any object is one
}
