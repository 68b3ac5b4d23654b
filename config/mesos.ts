import { defined, type Get } from "./getting.ts";
import type { AttributeRule } from "./list-formats.ts";
import type { Containerizer, MastersSetting, SidecarSetting } from "./mesos-formats.ts";

export interface MesosConfig {
  /** No addresses: the embedded cluster. */
  readonly masters: MastersSetting;
  readonly name: string;
  readonly roles: readonly string[];
  readonly user?: string;
  readonly userIds?: { readonly uid: number; readonly gid: number };
  readonly principal?: string;
  readonly secretFile?: string;
  readonly authorizationFile?: string;
  readonly tls: {
    /** Masters and agents speak TLS. */
    readonly enabled: boolean;
    /** Files in PEM. */
    readonly ca?: string;
    readonly certificate?: string;
    readonly key?: string;
    readonly serverName?: string;
  };
  readonly webUrl?: URL;
  readonly hostname?: string;
  readonly failoverTimeoutMs: number;
  readonly gpus: boolean;
  readonly revocable: boolean;
  readonly regions: boolean;
  readonly containerizers: readonly Containerizer[];
  readonly containerizer?: Containerizer;
  readonly pidsLimit: number;
  readonly pidsLabel?: string;
  readonly secretVariables: boolean;
  readonly sandboxDirectory: string;
  readonly sidecar?: SidecarSetting;
  readonly attributeRules: readonly AttributeRule[];
  readonly onRemoved: "register-anew" | "stop";
  readonly unknownTasks: "kill" | "ignore";
}

export function mesosOf(get: Get): MesosConfig {
  const masters = get("mesos.masters");
  const tls = defined({
    ca: get("mesos.tls.ca"),
    certificate: get("mesos.tls.certificate"),
    key: get("mesos.tls.key"),
    serverName: get("mesos.tls.serverName"),
  });
  const [uid, gid] = (get("mesos.userIds") ?? "").split(":").map(Number);
  return {
    masters,
    name: get("mesos.name"),
    roles: get("mesos.roles"),
    ...defined({
      user: get("mesos.user"),
      userIds: uid === undefined || gid === undefined ? undefined : { uid, gid },
      principal: get("mesos.principal"),
      secretFile: get("mesos.secretFile"),
      authorizationFile: get("mesos.authorizationFile"),
      webUrl: get("mesos.webUrl"),
      hostname: get("mesos.hostname"),
      containerizer: get("mesos.containerizer"),
      sidecar: get("mesos.sidecar"),
      pidsLabel: get("mesos.pidsLabel"),
    }),
    secretVariables: get("mesos.secretVariables"),
    tls: {
      enabled: get("mesos.tls.enabled") || Object.keys(tls).length > 0 || hasHttps(masters),
      ...tls,
    },
    failoverTimeoutMs: get("mesos.failoverTimeout") * 1000,
    gpus: get("mesos.gpus"),
    revocable: get("mesos.revocable"),
    regions: get("mesos.regions"),
    containerizers: get("mesos.containerizers"),
    pidsLimit: get("mesos.pidsLimit"),
    sandboxDirectory: get("mesos.sandboxDirectory"),
    attributeRules: get("mesos.attributeRules"),
    onRemoved: get("mesos.onRemoved"),
    unknownTasks: get("mesos.unknownTasks"),
  };
}

function hasHttps(masters: MastersSetting): boolean {
  return masters.kind === "addresses" && masters.urls.some(({ protocol }) => protocol === "https:");
}
