import type { TaskLaunch } from "../../offers/backend.ts";
import { containerizersOf, DEFAULT_SANDBOX_DIRECTORY } from "./launch-options.ts";
import type { Containerizer, LaunchOptions, SiteNetwork } from "./launch-options.ts";

/** `machine`: no image; the Mesos containerizer starts the program in the machine's own file system. */
export type StartedBy = "machine" | Containerizer;

/** What the job says; else what alone can do what it needs; else what the site prefers. */
export function startedBy(
  { image, pids, resources, tmpfs }: Pick<TaskLaunch, "image" | "pids" | "resources" | "tmpfs">,
  options: LaunchOptions,
): StartedBy {
  if (image === undefined) return "machine";
  if (image.containerizer !== undefined) return image.containerizer;
  const able = containerizersOf(options);
  if (tmpfs.length > 0 && able.includes("docker")) return "docker";
  if (pids !== undefined && options.pidsLabel === undefined && able.includes("docker")) return "docker";
  if (resources.gpus > 0 && able.includes("mesos")) return "mesos";
  return options.containerizer ?? able[0] ?? "mesos";
}

/** The network of a task as agents know it. */
export function networkOf(
  { network }: Pick<TaskLaunch, "network">,
  { networks = {} }: LaunchOptions,
): (SiteNetwork & { readonly name: string }) | undefined {
  if (network === undefined || !Object.hasOwn(networks, network.name)) return undefined;
  const site = networks[network.name];
  return site === undefined ? undefined : { ...site, name: site.name ?? network.name };
}

/** Names by which statuses tell addresses of tasks. */
export function networkNames({ networks = {} }: LaunchOptions): ReadonlySet<string> {
  return new Set(Object.entries(networks).map(([name, site]) => site.name ?? name));
}

/**
 * Program and arguments with what is in the sandbox where the task will see it. On the machine the sandbox is the
 * working directory; an image has one of its own, so there a relative program, and a fetched file that a program is
 * started with (`/bin/sh ./cmd.sh`), are named by the sandbox' place in the container.
 */
export function argvIn(
  by: StartedBy,
  { argv, files }: Pick<TaskLaunch, "argv" | "files">,
  { sandboxDirectory = DEFAULT_SANDBOX_DIRECTORY }: LaunchOptions,
): readonly [string, ...string[]] {
  const [program, ...args] = argv;
  if (by === "machine") return argv;
  const inSandbox = (path: string): string => `${sandboxDirectory}/${path.replace(/^(?:\.\/)+/, "")}`;
  const isFetched = (path: string): boolean => files.some(({ name }) => path === `./${name}`);
  // Of a program that is not fetched itself, the first word that names what is: an interpreter or a wrapper stands
  // before it. What follows are arguments, whatever they look like.
  const named = args.findIndex(isFetched);
  const script = isFetched(program) && named > 0 ? -1 : named;
  return [
    program.includes("/") && !program.startsWith("/") ? inSandbox(program) : program,
    ...args.map((arg, at) => (at === script ? inSandbox(arg) : arg)),
  ];
}
