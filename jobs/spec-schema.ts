/**
 * JSON Schema (2020-12) of a job as it is submitted: validates submissions and is printed into the OpenAPI document.
 * Limits are those of the job document; what no schema can say is in `validate.ts`.
 */
export const LIMITS = {
  scriptBytes: 1024 * 1024,
  commandBytes: 1024 * 1024,
  envBytes: 256 * 1024,
  arrayTasks: 1_000_000,
  dependencies: 100,
} as const;

const KIB = 1024;
const GIB = 1024 ** 3;

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
      default: [],
      description: "Arguments of `script`.",
    },
    env: {
      type: "object",
      maxProperties: 512,
      propertyNames: { pattern: "^(?!(?:GODOCKER|SLURM|MESOS|LD)_)[A-Za-z_][A-Za-z0-9_]*$" },
      additionalProperties: { type: "string", maxLength: 32 * KIB, pattern: "^[^\\u0000]*$" },
      default: {},
      description: "Environment. `GODOCKER_* SLURM_* MESOS_* LD_*` are reserved.",
    },
    resources: {
      type: "object",
      additionalProperties: false,
      default: {},
      properties: {
        cpus: { type: "number", minimum: 0.001, maximum: 4096, default: 1, description: "Steps of 0.001." },
        memoryBytes: {
          type: "integer",
          minimum: 4 * 1024 ** 2,
          maximum: 64 * 1024 ** 4,
          default: GIB,
          description: "Rounded up to MiB.",
        },
        diskBytes: {
          type: "integer",
          minimum: 0,
          maximum: 1024 ** 5,
          default: 0,
          description: "Of the sandbox.",
        },
      },
    },
    walltimeSeconds: {
      type: "integer",
      minimum: 1,
      maximum: 31_536_000,
      description: "Time limit from running to the end; the job is stopped when it is reached.",
    },
    graceSeconds: {
      type: "integer",
      minimum: 0,
      maximum: 600,
      default: 30,
      description: "From TERM to KILL.",
    },
    volumes: {
      type: "array",
      maxItems: 32,
      default: [],
      items: {
        type: "object",
        additionalProperties: false,
        required: ["name"],
        properties: { name: NAME, mode: { type: "string", enum: ["ro", "rw"], default: "ro" } },
      },
      description: "Directories of the configuration, by name.",
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
      },
      description: "`{from, to, step}` or `{indices}`; the index reaches each task as GODOCKER_ARRAY_INDEX.",
    },
    dependencies: {
      type: "array",
      maxItems: LIMITS.dependencies,
      default: [],
      items: {
        type: "object",
        additionalProperties: false,
        required: ["job"],
        properties: {
          job: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
          on: { type: "string", enum: ["success", "end", "failure"], default: "success" },
        },
      },
      description: "Jobs that must have ended before this one starts.",
    },
    priority: {
      type: "integer",
      minimum: 0,
      maximum: 100,
      default: 50,
      description: "Larger first, among your own jobs of one project only.",
    },
    hold: { type: "boolean", default: false, description: "Wait until released." },
    retry: {
      type: "object",
      additionalProperties: false,
      default: {},
      properties: {
        maxAttempts: { type: "integer", minimum: 1, maximum: 20, default: 2 },
        on: {
          type: "array",
          maxItems: 32,
          items: {
            type: "string",
            pattern: "^(node|launch|oom|any|exit:([1-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5]))$",
          },
          default: ["node", "launch"],
        },
        backoff: {
          type: "object",
          additionalProperties: false,
          default: {},
          properties: {
            initialSeconds: { type: "number", minimum: 0, maximum: 86_400, default: 5 },
            factor: { type: "number", minimum: 1, maximum: 10, default: 2 },
            maxSeconds: { type: "number", minimum: 0, maximum: 86_400, default: 300 },
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
      default: {},
    },
  },
} as const;

/** Fields of the job document whose effect this version does not have: refused by name, never stored without effect. */
export const NOT_YET_SUPPORTED: Readonly<Record<string, string>> = {
  "/image": "images need a container backend",
  "/queue": "queues",
  "/executor": "choosing a backend",
  "/workdir": "a working directory of your own",
  "/secrets": "secrets",
  "/resources/gpus": "GPUs",
  "/resources/gpuModel": "GPUs",
  "/resources/shmBytes": "shared memory",
  "/resources/pids": "limits of processes",
  "/resources/ports": "ports",
  "/resources/portNames": "ports",
  "/signal": "a warning signal",
  "/scratch": "scratch space",
  "/network": "networks",
  "/rootInContainer": "images need a container backend",
  "/preemptible": "preemption",
  "/notBefore": "a start time",
  "/deadline": "a deadline",
  "/constraints": "constraints on agents",
  "/spread": "spreading",
  "/io": "output files of your own",
  "/inputs": "inputs",
  "/outputs": "outputs",
  "/steps": "steps",
  "/interactive": "interactive sessions",
  "/notify": "notifications",
  "/retry/avoidFailedNodes": "avoiding agents on which it failed",
  "/retry/onUnreachable": "choosing what happens behind a partition",
};
