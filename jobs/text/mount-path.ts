const PATH_MAX = 1024;
/** What the kernel and the containerizer put there must stay. */
const OF_THE_SYSTEM = ["/proc", "/sys", "/dev", "/etc"] as const;

/** What is wrong with a path in a container at which something is to be mounted; `undefined` when nothing is. */
export function mountPathFault(path: string): string | undefined {
  if (!path.startsWith("/")) return "must begin with /";
  if (path === "/") return "must not be the root of all";
  if (path.length > PATH_MAX) return `must not be longer than ${PATH_MAX} characters`;
  const segments = path.slice(1).split("/");
  if (segments.some((segment) => segment === "" || segment === "." || segment === "..")) {
    return "must be written without //, /./, /../ and without a / at the end";
  }
  // Containerizers take lists of options in which these divide.
  // oxlint-disable-next-line no-control-regex -- they are what is refused
  if (/[\u0000-\u001f\u007f:,"\\]/.test(path)) return 'must not contain : , " \\ or control characters';
  const system = OF_THE_SYSTEM.find((place) => isInside(path, place));
  return system === undefined ? undefined : `must not be in ${system}`;
}

/** Whether `path` is `place` or below it; both without a slash at the end. */
export function isInside(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}
