/** A job document as it is being put together: what is absent gets its default from the server. */
export interface JobDraft {
  name?: string;
  description?: string;
  project?: string;
  command?: readonly string[];
  script?: string;
  args?: readonly string[];
  env?: Record<string, string>;
  resources?: {
    cpus?: number;
    memoryBytes?: number;
    diskBytes?: number;
    gpus?: number;
    gpuModel?: string;
    memoryLimitBytes?: number;
    shmBytes?: number;
    ports?: number;
    portNames?: string[];
    pids?: number;
    licences?: Record<string, number>;
  };
  walltimeSeconds?: number;
  graceSeconds?: number;
  /** As a document of `--spec` has it, or as flags put it together. */
  image?: string | { ref?: string; pull?: string; containerizer?: string };
  network?: { name?: string; ports?: { container: number; protocol?: string; name?: string }[] };
  tmpfs?: { path: string; bytes: number }[];
  scratch?: { bytes: number; path?: string };
  constraints?: DraftConstraint[];
  affinity?: DraftAffinity[];
  prefer?: { attribute: string; values: string[] }[];
  preemptible?: boolean;
  rootInContainer?: boolean;
  queue?: string;
  executor?: string;
  workdir?: string;
  io?: { stdout?: string; stderr?: string; stdin?: string; join?: boolean };
  volumes?: DraftVolume[];
  secrets?: DraftSecret[];
  signal?: { name: string; beforeSeconds: number };
  array?: unknown;
  dependencies?: DraftDependency[];
  notBefore?: string;
  deadline?: string;
  notify?: { url?: string; email?: string; on?: readonly string[] }[];
  priority?: number;
  hold?: boolean;
  retry?: { maxAttempts?: number; on?: string[] };
  labels?: Record<string, string>;
  /** What a document of `--spec` has beside: checked by the server, never dropped. */
  [other: string]: unknown;
}

/** What it may be is checked with the document. */
export interface DraftAffinity {
  attribute: string;
  op: string;
  job?: number;
}

export interface DraftConstraint {
  attribute: string;
  op: string;
  value?: string;
  values?: readonly string[];
}

export interface DraftDependency {
  job: number;
  /** One task of an array. */
  index?: number;
  on: string;
  unmet?: string;
}

export interface DraftVolume {
  name: string;
  mode: string;
  /** In the image. */
  path?: string;
}

export interface DraftSecret {
  name: string;
  env?: string;
  file?: string;
}
