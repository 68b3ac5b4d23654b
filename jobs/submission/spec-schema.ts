import { OCCASIONS } from "../spec/notify.ts";
import { ATTRIBUTE, PLACED_RESOURCES, PLACEMENT } from "../placement/placement-schema.ts";
import { DEPENDENCY_DEFAULTS, SPEC_DEFAULTS } from "../spec/spec-defaults.ts";
import { WARNING_SIGNALS } from "../spec/spec.ts";

/**
 * JSON Schema (2020-12) of a job as it is submitted: validates submissions and is printed into the OpenAPI document.
 * Limits are those of the job document; what no schema can say is in `validate.ts`.
 */
export const LIMITS = {
  scriptBytes: 1024 * 1024,
  commandBytes: 1024 * 1024,
  envBytes: 256 * 1024,
  arrayTasks: 1_000_000,
  gangTasks: 10_000,
  dependencies: 100,
  secrets: 32,
} as const;

const KIB = 1024;

/** With a zone, or it could mean another instant elsewhere. */
const INSTANT = {
  type: "string",
  pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$",
} as const;

/** Of a variable that a job may set. */
const VARIABLE = "^(?!(?:GODOCKER|SLURM|MESOS|LD)_)[A-Za-z_][A-Za-z0-9_]*$";

const NAME = { type: "string", pattern: "^[a-z0-9][a-z0-9._-]{0,62}$" } as const;

export const JOB_SPEC_SCHEMA = {
  type: "object",
  additionalProperties: false,
  properties: {
    name: {
      type: "string",
      minLength: 1,
      maxLength: 128,
      // printable, no slash, no space at either end
      pattern: "^(?! )[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069/]+(?<! )$",
      description: "Shown to people; default: the first word of the command, else `job`.",
    },
    description: { type: "string", maxLength: 4096 },
    project: { ...NAME, description: "Whose share the job is charged to; default: `default`." },
    queue: {
      ...NAME,
      default: SPEC_DEFAULTS.queue,
      description: "A kind of job of the site; it gives and limits.",
    },
    executor: { ...NAME, description: "The cluster to run on; without it any that the queue allows." },
    command: {
      type: "array",
      minItems: 1,
      maxItems: 1024,
      items: { type: "string", maxLength: 128 * KIB, pattern: "^[^\\u0000]*$" },
      description: "Program and arguments. Exactly one of `command` and `script`.",
    },
    script: {
      type: "string",
      minLength: 1,
      pattern: "^[^\\u0000]*$",
      description: "A program's text, at most 1 MiB; interpreter from its `#!` line, else `/bin/sh`.",
    },
    args: {
      type: "array",
      maxItems: 1024,
      items: { type: "string", maxLength: 128 * KIB, pattern: "^[^\\u0000]*$" },
      default: SPEC_DEFAULTS.args,
      description: "Arguments of `script`.",
    },
    env: {
      type: "object",
      maxProperties: 512,
      propertyNames: { pattern: VARIABLE },
      additionalProperties: { type: "string", maxLength: 32 * KIB, pattern: "^[^\\u0000]*$" },
      default: SPEC_DEFAULTS.env,
      description: "Environment. `GODOCKER_* SLURM_* MESOS_* LD_*` are reserved.",
    },
    secrets: {
      type: "array",
      maxItems: LIMITS.secrets,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["name"],
        properties: {
          name: NAME,
          env: {
            type: "string",
            maxLength: 128,
            pattern: VARIABLE,
            description: "The variable that has it.",
          },
          file: {
            type: "string",
            pattern: "^[A-Za-z0-9_][A-Za-z0-9._-]{0,62}$",
            description:
              "Name of a file below GODOCKER_SECRETS_DIR that only the job's account can read. Needs /bin/sh.",
          },
        },
      },
      description:
        "Stored secrets of yours, by name, each as a variable or as a file: one of the two. Their values are given to tasks only.",
    },
    resources: {
      type: "object",
      additionalProperties: false,
      default: {},
      properties: {
        cpus: {
          type: "number",
          minimum: 0.001,
          maximum: 4096,
          default: SPEC_DEFAULTS.resources.cpus,
          description: "Steps of 0.001.",
        },
        memoryBytes: {
          type: "integer",
          minimum: 4 * 1024 ** 2,
          maximum: 64 * 1024 ** 4,
          default: SPEC_DEFAULTS.resources.memoryBytes,
          description: "Rounded up to MiB.",
        },
        diskBytes: {
          type: "integer",
          minimum: 0,
          maximum: 1024 ** 5,
          default: SPEC_DEFAULTS.resources.diskBytes,
          description: "Of the sandbox.",
        },
        ...PLACED_RESOURCES,
      },
    },
    walltimeSeconds: {
      type: "integer",
      minimum: 1,
      maximum: 31_536_000,
      description: "Time limit from running to the end; the job is stopped when it is reached.",
    },
    signal: {
      type: "object",
      additionalProperties: false,
      required: ["name", "beforeSeconds"],
      properties: {
        name: { type: "string", enum: WARNING_SIGNALS },
        beforeSeconds: { type: "integer", minimum: 1, maximum: 3600 },
      },
      description:
        "Sent to the program so long before its time limit. Needs a time limit, and /bin/sh, sleep and kill where it runs.",
    },
    graceSeconds: {
      type: "integer",
      minimum: 0,
      maximum: 600,
      default: SPEC_DEFAULTS.graceSeconds,
      description: "From TERM to KILL.",
    },
    ...PLACEMENT,
    volumes: {
      type: "array",
      maxItems: 32,
      default: SPEC_DEFAULTS.volumes,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["name"],
        properties: {
          name: NAME,
          mode: { type: "string", enum: ["ro", "rw"], default: "ro" },
          path: {
            type: "string",
            description:
              "Where it is in the image's file system, absolute; without it where it is on the machine.",
          },
          subPath: {
            type: "string",
            description: "A directory in it. With an image only of volumes that jobs cannot write to.",
          },
        },
      },
      description: "Directories of the configuration, by name.",
    },
    workdir: {
      type: "string",
      description: "Where the program begins, absolute. Needs job directories that agents see, and /bin/sh.",
    },
    io: {
      type: "object",
      additionalProperties: false,
      properties: {
        stdout: { type: "string" },
        stderr: { type: "string" },
        stdin: { type: "string" },
        join: {
          type: "boolean",
          default: false,
          description: "The error output goes where the output goes.",
        },
      },
      description:
        "Files for output and input, in the job's directory, or absolute on a volume of the job; `%j %A %a %x %u %N` stand for id, id, index, name, user and machine, `%5a` pads with zeros, `%%` is a %. Needs what `workdir` needs. What goes there is not seen by `godocker logs`.",
    },
    array: {
      type: "object",
      additionalProperties: false,
      properties: {
        from: { type: "integer", minimum: 0, maximum: 2_147_483_647 },
        to: { type: "integer", minimum: 0, maximum: 2_147_483_647 },
        step: { type: "integer", minimum: 1, maximum: 2_147_483_647, default: 1 },
        indices: {
          type: "array",
          minItems: 1,
          maxItems: 10_000,
          items: { type: "integer", minimum: 0, maximum: 2_147_483_647 },
        },
        maxConcurrent: { type: "integer", minimum: 1, maximum: 1_000_000 },
        gang: {
          type: ["boolean", "object"],
          additionalProperties: false,
          properties: {
            uniform: {
              ...ATTRIBUTE,
              description: "All tasks run on agents with one and the same value of this attribute.",
            },
          },
          description:
            "Its tasks start together or not at all: `true`, or an object that says more. At most 10,000 tasks.",
        },
      },
      description: "`{from, to, step}` or `{indices}`; the index reaches each task as GODOCKER_ARRAY_INDEX.",
    },
    dependencies: {
      type: "array",
      maxItems: LIMITS.dependencies,
      default: SPEC_DEFAULTS.dependencies,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["job"],
        properties: {
          job: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
          index: {
            type: "integer",
            minimum: 0,
            maximum: 2_147_483_647,
            description: "One task of an array; without it all of the job.",
          },
          on: { type: "string", enum: ["success", "end", "failure"], default: DEPENDENCY_DEFAULTS.on },
          unmet: {
            type: "string",
            enum: ["fail", "hold"],
            default: DEPENDENCY_DEFAULTS.unmet,
            description:
              "When it ended otherwise: `fail` fails this job, `hold` keeps it until somebody releases or changes it.",
          },
        },
      },
      description: "Jobs, or tasks of arrays, that must have ended before this one starts.",
    },
    priority: {
      type: "integer",
      minimum: 0,
      maximum: 100,
      default: SPEC_DEFAULTS.priority,
      description: "Larger first, among your own jobs of one project only.",
    },
    hold: { type: "boolean", default: SPEC_DEFAULTS.hold, description: "Wait until released." },
    notBefore: { ...INSTANT, description: "Nothing of the job starts before. RFC 3339." },
    deadline: {
      ...INSTANT,
      description:
        "A job that has not ended by then is stopped, and a task that its time limit would carry beyond does not start. RFC 3339.",
    },
    retry: {
      type: "object",
      additionalProperties: false,
      default: {},
      properties: {
        maxAttempts: {
          type: "integer",
          minimum: 1,
          maximum: 20,
          default: SPEC_DEFAULTS.retry.maxAttempts,
          description:
            "Attempts that may fail of one kind: lost with their machines, not started, ended by the program.",
        },
        on: {
          type: "array",
          maxItems: 32,
          items: {
            type: "string",
            pattern:
              "^(node|launch|pull|preempt|oom|any|exit:([1-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5]))$",
          },
          default: SPEC_DEFAULTS.retry.on,
        },
        avoidFailedNodes: {
          type: "boolean",
          default: SPEC_DEFAULTS.retry.avoidFailedNodes,
          description:
            "Where an attempt failed to start, or the machine was to blame, the next ones do not go.",
        },
        onUnreachable: {
          type: "string",
          enum: ["replace", "wait"],
          default: SPEC_DEFAULTS.retry.onUnreachable,
          description:
            "Behind a partition: `replace` takes a task for lost after a while, `wait` until it is known to be over, so that there are never two of it.",
        },
        backoff: {
          type: "object",
          additionalProperties: false,
          default: {},
          properties: {
            initialSeconds: {
              type: "number",
              minimum: 0,
              maximum: 86_400,
              default: SPEC_DEFAULTS.retry.backoff.initialSeconds,
            },
            factor: { type: "number", minimum: 1, maximum: 10, default: SPEC_DEFAULTS.retry.backoff.factor },
            maxSeconds: {
              type: "number",
              minimum: 0,
              maximum: 86_400,
              default: SPEC_DEFAULTS.retry.backoff.maxSeconds,
            },
          },
        },
      },
      description: "What is tried again, how often and after how long.",
    },
    labels: {
      type: "object",
      maxProperties: 64,
      propertyNames: { pattern: "^[A-Za-z0-9._/-]{1,63}$" },
      additionalProperties: { type: "string", maxLength: 256, pattern: "^[^\\u0000-\\u001f\\u007f]*$" },
      default: SPEC_DEFAULTS.labels,
    },
    notify: {
      type: "array",
      maxItems: 8,
      default: SPEC_DEFAULTS.notify,
      items: {
        type: "object",
        additionalProperties: false,
        properties: {
          on: {
            type: "array",
            minItems: 1,
            maxItems: OCCASIONS.length,
            uniqueItems: true,
            items: { type: "string", enum: OCCASIONS },
            default: ["success", "failure", "cancel"],
          },
          url: { type: "string", maxLength: 2048 },
          email: { type: "string", maxLength: 254 },
        },
      },
      description:
        "Who is told when: by a signed POST to `url`, or by mail to `email`; one of the two. Of an array it is told once, of all of it.",
    },
  },
} as const;

/** Fields of the job document whose effect this version does not have: refused by name, never stored without effect. */
export const NOT_YET_SUPPORTED: Readonly<Record<string, string>> = {
  "/image/kind": "other kinds of images than those of Docker and OCI",
  "/spread": "spreading",
  "/inputs": "inputs",
  "/outputs": "outputs",
  "/steps": "steps",
  "/interactive": "interactive sessions",
};
