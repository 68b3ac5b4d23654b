import { exampleText } from "./assignments.ts";
import { isInside } from "./formats.ts";
import type { KeyName } from "./keys.ts";
import type { Config } from "./load.ts";
import type { ConfigProblem } from "./problem.ts";

/** What only several settings together show: combinations that would be dangerous, or could not work. */
export function crossCheck(config: Config, sources: ReadonlyMap<KeyName, string>): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const fault = (key: KeyName, got: string, reason: string, example: string): void => {
    problems.push({ source: sources.get(key) ?? "default", key, got, reason, example });
  };
  const { server, mesos, jobs, volumes, stateDirectory, store, auth } = config;

  const { host, port } = server.listen;
  if (!isLoopback(host) && !server.insecure && server.publicUrl?.protocol !== "https:") {
    fault(
      "server.listen",
      `${host}:${port}`,
      "is reachable from other machines, and tokens would cross the network in the clear",
      "127.0.0.1:8080; or a server.publicUrl with https, when a proxy adds TLS; or server.insecure = true",
    );
  }
  if (mesos.secretFile !== undefined && mesos.principal === undefined) {
    fault(
      "mesos.secretFile",
      mesos.secretFile,
      "needs a principal",
      `mesos.principal = ${exampleText("mesos.principal")}`,
    );
  }
  if (mesos.principal !== undefined && mesos.secretFile === undefined) {
    fault(
      "mesos.principal",
      mesos.principal,
      "needs its secret",
      `mesos.secretFile = ${exampleText("mesos.secretFile")}`,
    );
  }
  const own = [
    { path: stateDirectory, what: "the state directory" },
    { path: store.url.slice("sqlite:".length), what: "the job store" },
    { path: auth.tokenFile, what: "the token file" },
    { path: jobs.directory, what: "the job directory" },
  ];
  for (const { name, source } of volumes) {
    const clash = own.find(({ path }) => isInside(path, source) || isInside(source, path));
    if (clash === undefined) continue;
    fault(
      "volumes",
      `${name}: ${source}`,
      `overlaps with ${clash.what} ${clash.path}`,
      exampleText("volumes"),
    );
  }
  return problems;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
