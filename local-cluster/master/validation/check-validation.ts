import type { CheckInfo, CommandInfo, HealthCheck } from "../../../proto/generated/types.ts";

/** Source: Mesos, src/checks/checks_types.cpp and health_checker.cpp. */
export function checkProblem(check: CheckInfo): string | undefined {
  const type = check.type;
  if (type === undefined) return "CheckInfo must specify 'type'";
  if (type === "UNKNOWN") return "'UNKNOWN' is not a valid check type";
  if (type === "COMMAND") {
    if (check.command === undefined) return "Expecting 'command' to be set for COMMAND check";
    const problem = commandProblem(check.command.command, "Command check");
    if (problem !== undefined) return problem;
  }
  if (type === "HTTP") {
    if (check.http === undefined) return "Expecting 'http' to be set for HTTP check";
    const path = check.http.path;
    if (path !== undefined && !path.startsWith("/"))
      return `The path '${path}' of HTTP check must start with '/'`;
  }
  if (type === "TCP" && check.tcp === undefined) return "Expecting 'tcp' to be set for TCP check";
  return negativeProblem(check, ["delay_seconds", "interval_seconds", "timeout_seconds"]);
}

export function healthCheckProblem(check: HealthCheck): string | undefined {
  const type =
    check.type ?? (check.command === undefined ? (check.http === undefined ? undefined : "HTTP") : "COMMAND");
  if (type === undefined) return "HealthCheck must specify 'type'";
  if (type === "UNKNOWN") return "'UNKNOWN' is not a valid health check type";
  if (type === "COMMAND") {
    if (check.command === undefined) return "Expecting 'command' to be set for COMMAND health check";
    const problem = commandProblem(check.command, "Command health check");
    if (problem !== undefined) return problem;
  }
  if (type === "HTTP") {
    if (check.http === undefined) return "Expecting 'http' to be set for HTTP health check";
    const { scheme, path } = check.http;
    if (scheme !== undefined && scheme !== "http" && scheme !== "https")
      return `Unsupported HTTP health check scheme: '${scheme}'`;
    if (path !== undefined && !path.startsWith("/"))
      return `The path '${path}' of HTTP health check must start with '/'`;
  }
  if (type === "TCP" && check.tcp === undefined) return "Expecting 'tcp' to be set for TCP health check";
  return negativeProblem(check, [
    "delay_seconds",
    "grace_period_seconds",
    "interval_seconds",
    "timeout_seconds",
  ]);
}

function commandProblem(command: CommandInfo, what: string): string | undefined {
  if (command.value !== undefined) return undefined;
  return `${what} must contain ${command.shell === false ? "'executable path'" : "'shell command'"}`;
}

function negativeProblem<Name extends string>(
  check: { readonly [name in Name]?: number },
  names: readonly Name[],
): string | undefined {
  const negative = names.find((name) => (check[name] ?? 0) < 0);
  return negative === undefined ? undefined : `Expecting '${negative}' to be non-negative`;
}
