import { AFFINITY_OPS } from "../spec/affinity.ts";
import { CONSTRAINT_OPS } from "../spec/constraint.ts";
import { IMAGE_REFERENCE_MAX } from "../text/image-reference.ts";
import { PATTERN_LIMITS } from "../text/pattern.ts";
import { SPEC_DEFAULTS } from "../spec/spec-defaults.ts";

/** Fields of the job document that say where and in what surroundings its tasks run. */

const MIB = 1024 ** 2;
const TIB = 1024 ** 4;

/** Text on one line. */
const LINE = "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*$";
const PORT_NAME = { type: "string", pattern: "^[A-Za-z][A-Za-z0-9_-]{0,30}$" } as const;

/** Host ports of one task, those that its network maps included. */
export const PORTS_MAX = 32;

/** Name of an attribute of agents. */
export const ATTRIBUTE = { type: "string", pattern: "^[A-Za-z0-9_][A-Za-z0-9._/-]{0,127}$" } as const;

export const PLACED_RESOURCES = {
  gpus: {
    type: "integer",
    minimum: 0,
    maximum: 64,
    default: SPEC_DEFAULTS.resources.gpus,
    description: "Whole GPUs.",
  },
  gpuModel: {
    type: "string",
    minLength: 1,
    maxLength: 64,
    pattern: LINE,
    description: "Only GPUs of this model, as the agents tell it in their attribute `gpu_model`.",
  },
  memoryLimitBytes: {
    type: "integer",
    minimum: 4 * MIB,
    maximum: 64 * TIB,
    description:
      "Up to here memory may grow while the machine has it; at least `memoryBytes`, which is the limit without it.",
  },
  shmBytes: {
    type: "integer",
    minimum: MIB,
    maximum: 64 * TIB,
    description: "Size of /dev/shm in the image's container; counts as memory of the job.",
  },
  ports: {
    type: "integer",
    minimum: 0,
    maximum: PORTS_MAX,
    default: SPEC_DEFAULTS.resources.ports,
    description: "Host ports, chosen by the scheduler and told in GODOCKER_PORTS.",
  },
  portNames: {
    type: "array",
    maxItems: PORTS_MAX,
    items: PORT_NAME,
    default: SPEC_DEFAULTS.resources.portNames,
    description: "Names of the first ports: `http` is told in GODOCKER_PORT_HTTP.",
  },
  licences: {
    type: "object",
    maxProperties: 16,
    propertyNames: { pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$" },
    additionalProperties: { type: "integer", minimum: 1, maximum: 1_000_000 },
    description:
      "So many of what all tasks of the site share by number, by name: licences of programs. Each task takes them while it runs.",
  },
  pids: {
    type: "integer",
    minimum: 16,
    maximum: 4_194_304,
    description:
      "Processes and threads at most; never more than the site allows one task. Only some clusters limit those of one task.",
  },
} as const;

export const PLACEMENT = {
  image: {
    type: ["string", "object"],
    maxLength: IMAGE_REFERENCE_MAX,
    additionalProperties: false,
    required: ["ref"],
    properties: {
      ref: { type: "string", maxLength: IMAGE_REFERENCE_MAX },
      pull: {
        type: "string",
        enum: ["ifNotPresent", "always"],
        default: "ifNotPresent",
        description: "When the registry is asked although the machine has an image of that name.",
      },
      containerizer: {
        type: "string",
        enum: ["docker", "mesos"],
        description: "What starts it on a Mesos agent; default: as the site has it.",
      },
    },
    description: "Image that the program runs in: its reference, or an object that says more.",
  },
  rootInContainer: {
    type: "boolean",
    description:
      "Be root in the image's container, without capabilities and with volumes to read only. Only where the site lets this job; without it a job runs as its owner.",
  },
  network: {
    type: "object",
    additionalProperties: false,
    required: ["name"],
    properties: {
      name: { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$" },
      ports: {
        type: "array",
        maxItems: PORTS_MAX,
        default: [],
        items: {
          type: "object",
          additionalProperties: false,
          required: ["container"],
          properties: {
            container: { type: "integer", minimum: 1, maximum: 65_535 },
            protocol: { type: "string", enum: ["tcp", "udp"], default: "tcp" },
            name: PORT_NAME,
          },
        },
        description: "Ports of the container; each is reached by a host port that the scheduler chooses.",
      },
    },
    description: "A network of the site, by name; without it a job has that of the machine.",
  },
  tmpfs: {
    type: "array",
    maxItems: 8,
    default: SPEC_DEFAULTS.tmpfs,
    items: {
      type: "object",
      additionalProperties: false,
      required: ["path", "bytes"],
      properties: {
        path: { type: "string" },
        bytes: { type: "integer", minimum: MIB, maximum: 64 * TIB },
      },
    },
    description: "File systems in memory, in the image's container; they count as memory of the job.",
  },
  scratch: {
    type: "object",
    additionalProperties: false,
    required: ["bytes"],
    properties: {
      bytes: { type: "integer", minimum: MIB, maximum: 1024 * TIB },
      path: {
        type: "string",
        description:
          "With an image absolute, default /scratch; else a name in the sandbox, default `scratch`.",
      },
    },
    description: "Disk of the machine for one task alone, gone after it. GODOCKER_SCRATCH tells where it is.",
  },
  constraints: {
    type: "array",
    maxItems: 32,
    default: SPEC_DEFAULTS.constraints,
    items: {
      type: "object",
      additionalProperties: false,
      required: ["attribute", "op"],
      properties: {
        attribute: { ...ATTRIBUTE, description: "Of the agent; `hostname` is the machine's name." },
        op: { type: "string", enum: CONSTRAINT_OPS },
        value: { type: "string", maxLength: PATTERN_LIMITS.characters, pattern: LINE },
        values: {
          type: "array",
          maxItems: 64,
          items: { type: "string", maxLength: PATTERN_LIMITS.characters, pattern: LINE },
        },
      },
    },
    description:
      "Agents must meet all of them. One `value` for `eq ne gt lt match`, `values` for `in notIn`, none for `exists absent`. `match` is a whole match of an RE2 pattern; `gt` and `lt` compare numbers.",
  },
  affinity: {
    type: "array",
    maxItems: 8,
    items: {
      type: "object",
      additionalProperties: false,
      required: ["attribute", "op"],
      properties: {
        attribute: { ...ATTRIBUTE, description: "Of the agent; `hostname` is the machine." },
        op: { type: "string", enum: AFFINITY_OPS },
        job: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      },
    },
    description:
      "Where tasks may run by what runs there: `unique`, on another value of the attribute than the other tasks of the array; `balanced`, where the fewest of them run; `with` and `apart`, where tasks of that `job` run, or none.",
  },
  prefer: {
    type: "array",
    maxItems: 8,
    items: {
      type: "object",
      additionalProperties: false,
      required: ["attribute", "values"],
      properties: {
        attribute: { ...ATTRIBUTE, description: "Of the agent; `hostname` is the machine's name." },
        values: {
          type: "array",
          minItems: 1,
          maxItems: 64,
          items: { type: "string", maxLength: PATTERN_LIMITS.characters, pattern: LINE },
        },
      },
    },
    description:
      "Where it would rather run, since its data is there: of the agents that would do, those with one of these values. Nothing waits for it, and it counts as far as the site lets it (`scheduling.localityWeight`).",
  },
  preemptible: {
    type: "boolean",
    default: SPEC_DEFAULTS.preemptible,
    description:
      "May run on resources that can be taken away at any time. Then `retry.on` also has `preempt`.",
  },
} as const;
