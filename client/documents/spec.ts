// What is submitted, as it goes over the wire. `JobSpec` of the server's OpenAPI document says the same.

/** What is submitted; everything but a command or a script may be left out. */
export interface JobSpec {
  readonly name?: string;
  readonly description?: string;
  readonly project?: string;
  readonly queue?: string;
  readonly executor?: string;
  /** Exactly one of `command` and `script`. */
  readonly command?: readonly string[];
  readonly script?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly resources?: Partial<JobResources>;
  /** Stored secrets, by name; each as a variable or as a file. */
  readonly secrets?: readonly { readonly name: string; readonly env?: string; readonly file?: string }[];
  readonly walltimeSeconds?: number;
  /** Sent so long before the time limit. */
  readonly signal?: { readonly name: string; readonly beforeSeconds: number };
  readonly graceSeconds?: number;
  /** Its reference, or an object that says more. */
  readonly image?: string | ImageSpec;
  readonly rootInContainer?: boolean;
  readonly network?: NetworkSpec;
  readonly tmpfs?: readonly { readonly path: string; readonly bytes: number }[];
  readonly scratch?: { readonly bytes: number; readonly path?: string };
  readonly constraints?: readonly Constraint[];
  readonly affinity?: readonly Affinity[];
  readonly prefer?: readonly Preference[];
  readonly preemptible?: boolean;
  readonly volumes?: readonly {
    readonly name: string;
    readonly mode?: "ro" | "rw";
    readonly path?: string;
    readonly subPath?: string;
  }[];
  readonly workdir?: string;
  readonly io?: {
    readonly stdout?: string;
    readonly stderr?: string;
    readonly stdin?: string;
    readonly join?: boolean;
  };
  readonly array?:
    | (ArrayRules & { readonly from: number; readonly to: number; readonly step?: number })
    | (ArrayRules & { readonly indices: readonly number[] });
  readonly dependencies?: readonly {
    readonly job: number;
    /** One task of an array. */
    readonly index?: number;
    readonly on?: "success" | "end" | "failure";
    readonly unmet?: "fail" | "hold";
  }[];
  readonly priority?: number;
  readonly hold?: boolean;
  /** Instants, RFC 3339. */
  readonly notBefore?: string;
  readonly deadline?: string;
  readonly retry?: {
    readonly maxAttempts?: number;
    readonly on?: readonly string[];
    readonly avoidFailedNodes?: boolean;
    readonly onUnreachable?: "replace" | "wait";
    readonly backoff?: {
      readonly initialSeconds?: number;
      readonly factor?: number;
      readonly maxSeconds?: number;
    };
  };
  readonly labels?: Readonly<Record<string, string>>;
  /** With one of `url` and `email`. */
  readonly notify?: readonly {
    readonly on?: readonly ("start" | "success" | "failure" | "cancel")[];
    readonly url?: string;
    readonly email?: string;
  }[];
}

/** Of the tasks of an array together. */
interface ArrayRules {
  readonly maxConcurrent?: number;
  /** Its tasks start together or not at all; `uniform`: on agents with one value of this attribute. */
  readonly gang?: { readonly uniform?: string };
}

export interface JobResources {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly gpus: number;
  readonly gpuModel?: string;
  readonly memoryLimitBytes?: number;
  readonly shmBytes?: number;
  readonly ports: number;
  readonly portNames: readonly string[];
  readonly pids?: number;
  /** So many of what the whole site shares by number, by name. */
  readonly licences?: Readonly<Record<string, number>>;
}

export interface ImageSpec {
  readonly ref: string;
  readonly pull?: "ifNotPresent" | "always";
  readonly containerizer?: "docker" | "mesos";
}

export interface NetworkSpec {
  readonly name: string;
  readonly ports?: readonly {
    readonly container: number;
    readonly protocol?: "tcp" | "udp";
    readonly name?: string;
  }[];
}

export interface Constraint {
  /** Of the agent; `hostname` is the machine's name. */
  readonly attribute: string;
  readonly op: "eq" | "ne" | "in" | "notIn" | "exists" | "absent" | "gt" | "lt" | "match";
  /** One value; the same as `values` with one. */
  readonly value?: string;
  readonly values?: readonly string[];
}

/** By what runs on an agent, see `constraints` for attributes. `job`: of `with` and `apart`. */
export interface Affinity {
  readonly attribute: string;
  readonly op: "unique" | "balanced" | "with" | "apart";
  readonly job?: number;
}

/** Agents that a job would rather use, of those that would do. */
export interface Preference {
  readonly attribute: string;
  readonly values: readonly string[];
}
