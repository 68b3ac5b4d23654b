import { readFileSync, statSync } from "node:fs";
import type { Config } from "./config.ts";
import type { KeyName } from "../schema/keys.ts";
import type { ConfigProblem } from "../formats/problem.ts";

/** Read and write for its owner, read for its group; nothing for others. */
const SECRET_MODE = 0o640;
const SECRET_BYTES_MAX = 64 * 1024;

/**
 * What is wrong with the files that the configuration names: those with secrets must not be open to others, and all of
 * them must hold what is expected. Reads them; nothing of them is told.
 */
export function fileFaults(config: Config, sources: ReadonlyMap<KeyName, string>): readonly ConfigProblem[] {
  const { secretFile, authorizationFile, tls } = config.mesos;
  const looks: readonly (readonly [KeyName, string | undefined, (path: string) => Fault | undefined])[] = [
    ["mesos.secretFile", secretFile, (path) => secretFault(path, isSecret)],
    ["mesos.authorizationFile", authorizationFile, (path) => secretFault(path, isHeader)],
    ...(["docker", "swarm"] as const).flatMap((kind) => [
      [`${kind}.tls.ca`, config[kind]?.tls?.ca, (path: string) => textFault(path, certificate)] as const,
      [
        `${kind}.tls.certificate`,
        config[kind]?.tls?.certificate,
        (path: string) => textFault(path, certificate),
      ] as const,
      [`${kind}.tls.key`, config[kind]?.tls?.key, (path: string) => secretFault(path, privateKey)] as const,
    ]),
    ["kubernetes.kubeconfig", config.kubernetes?.kubeconfig, (path) => secretFault(path, isKubeconfig)],
    ["mesos.tls.ca", tls.ca, (path) => textFault(path, certificate)],
    ["mesos.tls.certificate", tls.certificate, (path) => textFault(path, certificate)],
    ["mesos.tls.key", tls.key, (path) => secretFault(path, privateKey)],
    ["store.passwordFile", config.store.passwordFile, (path) => secretFault(path, isPassword)],
    ["store.tls.ca", config.store.tls.ca, (path) => textFault(path, certificate)],
    ["store.tls.certificate", config.store.tls.certificate, (path) => textFault(path, certificate)],
    ["store.tls.key", config.store.tls.key, (path) => secretFault(path, privateKey)],
    ["audit.syslog.ca", config.audit.syslog?.ca, (path) => textFault(path, certificate)],
    ["ldap.ca", config.ldap?.ca, (path) => textFault(path, certificate)],
    ["ldap.bindPasswordFile", config.ldap?.service?.passwordFile, (path) => secretFault(path, isPassword)],
    ["oidc.clientSecretFile", config.oidc?.clientSecretFile, (path) => secretFault(path, isPassword)],
    [
      "notify.mail.passwordFile",
      config.notify.mail?.login?.passwordFile,
      (path) => secretFault(path, isSecret),
    ],
  ];
  return looks.flatMap(([key, path, look]) => {
    const fault = path === undefined ? undefined : look(path);
    return path === undefined || fault === undefined
      ? []
      : [{ source: sources.get(key) ?? "default", key, got: path, ...fault }];
  });
}

type Fault = Pick<ConfigProblem, "reason" | "example">;
type Look = (text: string) => Fault | undefined;

function secretFault(path: string, look: Look): Fault | undefined {
  try {
    const { mode, uid } = statSync(path);
    if ((mode & 0o777 & ~SECRET_MODE) !== 0) {
      const shown = (mode & 0o777).toString(8).padStart(4, "0");
      return { reason: `is open to others (mode ${shown})`, example: `chmod 0640 ${path}` };
    }
    const own = process.getuid?.();
    if (uid !== 0 && own !== undefined && own !== 0 && uid !== own)
      return {
        reason: "belongs to another user",
        example: `a file of root or of the user who runs GoDocker`,
      };
  } catch {
    // Why it cannot be read is told below.
  }
  return textFault(path, look);
}

function textFault(path: string, look: Look): Fault | undefined {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { reason: "names no regular file", example: "the file itself" };
    if (stat.size > SECRET_BYTES_MAX && look !== certificate && look !== isKubeconfig)
      return { reason: "is too long for what it should hold", example: "the file itself" };
    return look(readFileSync(path, "utf8").trim());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { reason: `cannot be read: ${why}`, example: "a file that this user may read" };
  }
}

const isSecret: Look = (text) => {
  if (text === "") return { reason: "is empty", example: "a file with the secret on one line" };
  if (/[:\s]/.test(text))
    return {
      reason: "holds a colon or white space, with which Mesos never accepts it",
      example: "a secret of letters, digits and -_",
    };
  return undefined;
};

const isPassword: Look = (text) =>
  text === "" ? { reason: "is empty", example: "a file with the password on one line" } : undefined;

const isHeader: Look = (text) =>
  /^[\x20-\x7e]+$/.test(text)
    ? undefined
    : { reason: "is empty, or holds what no header may hold", example: "one line such as token=…" };

const isKubeconfig: Look = (text) =>
  /\bclusters\b/.test(text) && /\bcontexts\b/.test(text)
    ? undefined
    : { reason: "is no kubeconfig", example: "what `kubectl config view --raw` writes" };

const certificate: Look = (text) =>
  text.includes("-----BEGIN CERTIFICATE-----")
    ? undefined
    : { reason: "holds no certificate in PEM", example: "-----BEGIN CERTIFICATE----- …" };

const privateKey: Look = (text) =>
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/.test(text)
    ? undefined
    : { reason: "holds no key in PEM without a passphrase", example: "-----BEGIN PRIVATE KEY----- …" };
