import type { LegacyTask } from "../../../jobs/spec/legacy.ts";
import { LEGACY_HOME, parseLifespan } from "../../../jobs/spec/legacy.ts";
import { fittingName, RAM_BYTES } from "./task-document.ts";
import type { TaskRequest } from "./task-request.ts";
import { labelConstraint, parseArray, parseStorage } from "./task-texts.ts";

interface Making {
  readonly request: TaskRequest;
  /** `undefined`: the job runs in the machine's own file system. */
  readonly image: string | undefined;
  /** Those that are configured, as they are granted. */
  readonly volumes: LegacyTask["volumes"];
  readonly dependencies: readonly { readonly job: number; readonly index?: number }[];
  /** Names of the networks that jobs may join. */
  readonly networks: readonly string[];
}

/** The job document of REST v2 that means the same; it is checked as one that came that way. */
export function specDocument({
  request,
  image,
  volumes,
  dependencies,
  networks,
}: Making): Record<string, unknown> {
  const { legacy, project, cmd, cpus, ram } = request;
  const { requirements } = legacy;
  const lifespan =
    requirements.maxlifespan === undefined ? undefined : parseLifespan(requirements.maxlifespan);
  const scratch = requirements.tmpstorage === undefined ? undefined : parseStorage(requirements.tmpstorage);
  const asked = requirements.ports ?? [];
  const network = networkFor(requirements.network, asked, image, networks);
  return {
    name: fittingName(legacy.name),
    ...(legacy.description === "" ? {} : { description: [...legacy.description].slice(0, 4096).join("") }),
    ...(project === undefined ? {} : { project }),
    ...(requirements.executor === undefined ? {} : { executor: requirements.executor.split(":", 1)[0] }),
    script: cmd,
    resources: {
      cpus,
      memoryBytes: Math.ceil(ram * RAM_BYTES),
      ...(requirements.gpus === undefined ? {} : { gpus: requirements.gpus }),
      ...(network === undefined && asked.length > 0 ? { ports: asked.length } : {}),
    },
    ...(lifespan === undefined ? {} : { walltimeSeconds: lifespan }),
    ...(image === undefined ? {} : { image: { ref: image } }),
    ...(request.isRoot ? { rootInContainer: true } : {}),
    ...(network === undefined
      ? {}
      : { network: { name: network, ports: asked.map((container) => ({ container, protocol: "tcp" })) } }),
    volumes: volumes.map(({ name, acl, mount, path }) => ({
      name,
      mode: request.isRoot ? "ro" : acl,
      ...(image === undefined || mount === path ? {} : { path: mount }),
    })),
    ...(scratch === undefined
      ? {}
      : { scratch: { bytes: scratch, path: image === undefined ? "tmp-data" : "/tmp-data" } }),
    constraints: requirements.label.flatMap((label) => labelConstraint(label) ?? []),
    ...(legacy.array === undefined ? {} : { array: parseArray(legacy.array) }),
    dependencies: dependencies.map((each) => ({ ...each, on: "end" })),
    ...(requirements.failurePolicy === undefined
      ? {}
      : { retry: { maxAttempts: Math.min(20, Math.floor(requirements.failurePolicy) + 1) } }),
  };
}

/** A network that is asked for by name; else, for ports of a container, the one that maps them. */
function networkFor(
  asked: string | undefined,
  ports: readonly number[],
  image: string | undefined,
  networks: readonly string[],
): string | undefined {
  if (asked !== undefined) return asked;
  return image === undefined || ports.length === 0 ? undefined : networks.find((name) => name === "bridge");
}

/** Where a volume is for a job: a home has a place of its own. */
export function mountOf(name: string, source: string): string {
  return name === "home" ? LEGACY_HOME : source;
}
