/** Somebody with an account, as the machines know them. */
export interface Person {
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
  /** Secondary groups. */
  readonly sgids: readonly number[];
  readonly email?: string;
  readonly homeDirectory: string;
  readonly isAdmin: boolean;
}

/** Who has an account. */
export interface People {
  find(user: string): Promise<Person | undefined>;
  list(): Promise<readonly Person[]>;
}

export interface LegacyImage {
  readonly name: string;
  readonly url: string;
  readonly interactive: boolean;
  readonly default: boolean;
}

/** What only the GoDocker 1.0 API knows of an installation. */
export interface LegacyOptions {
  readonly people: People;
  /** Images that are proposed; without `userImages` jobs may name no other one. */
  readonly images: readonly LegacyImage[];
  readonly userImages: boolean;
  /** `refuse`: a job whose image no cluster can start. `run`: it runs in the machine's own file system. */
  readonly unstartableImages: "refuse" | "run";
  /** Attributes of agents that jobs are proposed to ask for, with their values. */
  readonly constraints: readonly { readonly name: string; readonly value: readonly string[] }[];
  /** Requirements of a job that may be changed after its submission. */
  readonly dynamicFields: readonly { readonly name: string; readonly adminOnly: boolean }[];
  /** Longest file that is given out, in bytes; 0: no limit. */
  readonly fileBytesMax: number;
  /** Of how many days usage is told. */
  readonly usageDays: number;
}

export const NOBODY_KNOWN: People = { find: async () => undefined, list: async () => [] };

export const LEGACY_OPTIONS: LegacyOptions = {
  people: NOBODY_KNOWN,
  images: [{ name: "debian", url: "debian:12", interactive: false, default: true }],
  userImages: true,
  unstartableImages: "refuse",
  constraints: [],
  dynamicFields: [{ name: "maxlifespan", adminOnly: false }],
  fileBytesMax: 0,
  usageDays: 30,
};
