// What values of the old configuration become, where that takes more than a line.

import { isRecord } from "./old-file.ts";
import { builtIn, left, type Old, type Outcome, part, set } from "./outcome.ts";

export const BY_KUBECONFIG =
  "set `kubernetes.namespace`, and name a kubeconfig with server and token in `kubernetes.kubeconfig` (docs/how-to/site/kubernetes.md)";

export function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function withoutPassword(url: string): string {
  return url.replace(/:\/\/[^/@]*@/, "://***@");
}

export function mongoUrl(url: string, database: string): string {
  const [, server = url, query = ""] = /^([a-z+]+:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/i.exec(url) ?? [];
  return `${server}/${database}${query}`;
}

/** `7d`, `12h`, `90s`, or a bare number of seconds. */
export function lifespan(written: string): string {
  return /^\d+$/.test(written) ? `${written}s` : written;
}

/** Which part of the configuration an engine's address is for: the executor `swarm` was that of a single engine, too. */
function dockerPart(old: Old): "docker" | "swarm" | undefined {
  const named = old("executors") ?? old("executor");
  const names = new Set((Array.isArray(named) ? named : [named]).map(text));
  if (names.has("dockerswarm")) return "swarm";
  return names.has("swarm") ? "docker" : undefined;
}

export function dockerUrl(value: unknown, old: Old): readonly Outcome[] {
  const isTls = old("docker.tls") === true;
  const address = isTls ? text(value).replace(/^(?:tcp|http):/, "https:") : text(value);
  const verified = isTls ? "its certificate is verified now" : undefined;
  switch (dockerPart(old)) {
    case undefined:
      return [builtIn("no executor used Docker itself")];
    case "swarm":
      return [set("swarm.managers", [address], verified)];
    case "docker":
      return [
        set("docker.url", address, verified),
        left(
          "if that was the address of a swarm of several machines: set `swarm.managers` instead of `docker.url`",
        ),
      ];
  }
}

export function ofDocker(own: "ca" | "certificate" | "key", value: unknown, old: Old): Outcome {
  const part = dockerPart(old);
  return part === undefined
    ? builtIn("no executor used Docker itself")
    : set(`${part}.tls.${own}`, text(value));
}

export function executors(names: readonly string[]): readonly Outcome[] {
  return names.map((name) => {
    if (name.startsWith("mesos")) return part("mesos.master");
    if (name.startsWith("docker") || name.startsWith("swarm")) return part("docker.url");
    if (name.startsWith("kube")) return left(`${name}: ${BY_KUBECONFIG}`);
    if (name === "fake") return builtIn("without a Mesos master, jobs run on the embedded cluster");
    return left(`there is no executor ${name}`);
  });
}

export function mesosMaster(master: string): Outcome {
  const url = /^(?:zk|https?):\/\//.test(master) ? master : `http://${master}`;
  return set("mesos.masters", [url]);
}

export function watchers(names: readonly string[]): readonly Outcome[] {
  return names.map((name) =>
    name === "maxlifespan"
      ? builtIn("time limits are kept by the scheduler itself")
      : left(
          `there is no watcher ${name}; one of your own is a plugin of the kind watcher (docs/how-to/site/plugins.md)`,
        ),
  );
}

export function mail(host: unknown, old: Old): readonly Outcome[] {
  const user = old("email_smtp_user");
  const password = old("email_smtp_password");
  const isEncrypted = old("email_smtp_tls") === true;
  return [
    set("notify.mail.server", `${text(host)}:${text(old("email_smtp_port") ?? 25)}`),
    set(
      "notify.mail.security",
      isEncrypted ? "starttls" : "none",
      ...(isEncrypted ? [] : ["as before, mail goes in the clear; prefer starttls"]),
    ),
    ...(isText(user) ? [set("notify.mail.user", user)] : []),
    ...(isText(password)
      ? [
          {
            kind: "secret",
            key: "notify.mail.passwordFile",
            file: "mail-password",
            content: password,
          } as const,
        ]
      : []),
  ];
}

export function defaultImages(value: unknown): readonly Outcome[] {
  const images = records(value).filter(({ url }) => isText(url));
  const chosen = images.find((image) => image["default"] === true) ?? images[0];
  if (chosen === undefined) return [left("no image of the list has a url")];
  return [
    set(
      "legacy.images",
      images.map(({ name, url, interactive, default: isDefault }) => ({
        name: isText(name) ? name : url,
        url,
        interactive: interactive === true,
        default: isDefault === true,
      })),
      "clients of 1.0 propose them",
    ),
    set("queues", [{ name: "default", image: chosen["url"] }], "the image of jobs that name none"),
  ];
}

export function records(value: unknown): readonly Record<string, unknown>[] {
  return (Array.isArray(value) ? value : []).filter(isRecord);
}

/** `a,b`, or a list. */
export function words(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value.map(text) : text(value ?? "").split(","))
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

const VOLUME_NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;

export function volumes(value: unknown): readonly Outcome[] {
  const carried: object[] = [];
  const rest: Outcome[] = [];
  for (const volume of (Array.isArray(value) ? value : []).filter(isRecord)) {
    const { name, path, mount, acl } = volume;
    if (!isText(name)) rest.push(left("a volume has no name"));
    else if (!isText(path) || path.includes("$")) {
      const whose = name === "home" ? "homes" : `the path ${isText(path) ? path : "(none)"} of ${name}`;
      rest.push(left(`${whose} would differ from user to user, which volumes of this version can't`));
    } else if (!VOLUME_NAME.test(name))
      rest.push(left(`the volume ${name} needs a name of a-z 0-9 . _ -, then: ${path}`));
    else {
      carried.push({ name, source: path, mode: acl === "rw" ? "rw" : "ro" });
      if (isText(mount) && mount !== path)
        rest.push(
          left(
            `${name} was seen at ${mount}; jobs see it at ${path} now, unless they say \`path: "${mount}"\``,
          ),
        );
    }
  }
  return [...(carried.length === 0 ? [] : [set("volumes", carried)]), ...rest];
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
