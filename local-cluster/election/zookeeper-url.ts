/** `zk://[user:password@]host1:port1,host2:port2,…/path` in its parts. */
export interface ZooKeeperUrl {
  /** `host:port,host:port`. */
  readonly servers: string;
  /** Begins with a slash and does not end with one. */
  readonly path: string;
  /** `user:password`, for the digest scheme. */
  readonly auth: string | undefined;
}

const DEFAULT_PORT = 2181;

/** Throws `Error` with what is wrong. Source: Mesos documentation, high availability. */
export function parseZooKeeperUrl(text: string): ZooKeeperUrl {
  const match = /^zk:\/\/(?:([^@/]*)@)?([^/@]+)(\/.*)?$/.exec(text);
  const [, auth, hosts = "", path = ""] = match ?? [];
  if (match === null) throw new Error("expected zk://host1:port1,host2:port2/path");
  if (auth !== undefined && !auth.includes(":"))
    throw new Error("credentials before the @ are of the form user:password");
  const servers = hosts.split(",").map((host) => {
    if (!/^[\w.-]+(?::\d{1,5})?$/.test(host)) throw new Error(`'${host}' is not of the form host:port`);
    return host.includes(":") ? host : `${host}:${DEFAULT_PORT}`;
  });
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "") throw new Error("Expecting a (chroot) path for ZooKeeper ('/' is not supported)");
  if (trimmed.includes("//")) throw new Error("the path must not have empty parts");
  return { servers: servers.join(","), path: trimmed, auth };
}

/** For logs and answers to people: without the password. */
export function zooKeeperUrlText({ servers, path, auth }: ZooKeeperUrl): string {
  return `zk://${auth === undefined ? "" : `${auth.split(":")[0]}:***@`}${servers}${path}`;
}
