/** `zk://[user:password@]host1:port1,host2:port2,…/path` in its parts. */
export interface ZooKeeperUrl {
  /** `host:port`, at least one. */
  readonly servers: readonly string[];
  /** Begins with a slash and does not end with one. */
  readonly path: string;
  /** `user:password` for the digest scheme. */
  readonly auth: string | undefined;
}

const SCHEME = "zk://";
const DEFAULT_PORT = 2181;

export function isZooKeeperUrl(text: string): boolean {
  return text.startsWith(SCHEME);
}

/**
 * @throws RangeError  with a text for whoever configured it, without the password
 * @see Mesos documentation, high availability
 */
export function parseZooKeeperUrl(text: string): ZooKeeperUrl {
  const rest = text.slice(SCHEME.length);
  // As Mesos reads it: the first slash begins the path, and a password may hold an @.
  const [, authority = "", path = ""] = /^([^/]*)(\/.*)?$/s.exec(rest) ?? [];
  const at = authority.lastIndexOf("@");
  const auth = at < 0 ? undefined : authority.slice(0, at);
  const fault = (what: string): RangeError =>
    new RangeError(`${what}; write zk://[USER:PASSWORD@]HOST1:PORT1,HOST2:PORT2/PATH`);
  if (!isZooKeeperUrl(text)) throw fault("the address of ZooKeeper does not begin with zk://");
  if (auth !== undefined && !/^[^:]+:./.test(auth))
    throw fault("the credentials for ZooKeeper before the @ are not of the form USER:PASSWORD");
  const servers = authority
    .slice(at + 1)
    .split(",")
    .map((server) => {
      const [, host, port = String(DEFAULT_PORT)] = /^([\w.-]+)(?::(\d{1,5}))?$/.exec(server) ?? [];
      if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
        throw fault(
          server.includes("[")
            ? `"${server}" is an IPv6 address: give the ZooKeeper server a host name`
            : `"${server}" is no HOST:PORT of a ZooKeeper server`,
        );
      }
      return `${host}:${port}`;
    });
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "") throw fault("the address of ZooKeeper lacks the path under which the masters register");
  if (
    trimmed
      .split("/")
      .slice(1)
      .some((part) => part === "" || part === "." || part === "..")
  )
    throw fault(`"${trimmed}" is no path in ZooKeeper`);
  return { servers, path: trimmed, auth };
}

/** For people: without the password. */
export function zooKeeperUrlText({ servers, path, auth }: ZooKeeperUrl): string {
  const user = auth === undefined ? "" : `${auth.slice(0, auth.indexOf(":"))}:***@`;
  return `${SCHEME}${user}${servers.join(",")}${path}`;
}
