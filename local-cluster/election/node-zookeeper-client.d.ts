// The part of the package's interface that is used here; the package has no types of its own.
declare module "node-zookeeper-client" {
  import type { EventEmitter } from "node:events";

  export interface Stat {
    readonly version: number;
  }

  export interface ZooKeeperError extends Error {
    getCode?(): number;
  }

  type Done<Results extends readonly unknown[]> = (error: ZooKeeperError | null, ...results: Results) => void;

  export class Client extends EventEmitter {
    connect(): void;
    close(): void;
    addAuthInfo(scheme: string, auth: Buffer): void;
    create(
      path: string,
      data: Buffer | null,
      acls: readonly ACL[],
      mode: number,
      done: Done<[path: string]>,
    ): void;
    mkdirp(
      path: string,
      data: Buffer | null,
      acls: readonly ACL[],
      mode: number,
      done: Done<[path: string]>,
    ): void;
    getChildren(path: string, watcher: () => void, done: Done<[children: string[]]>): void;
    getData(path: string, done: Done<[data: Buffer | undefined, stat: Stat]>): void;
    setData(path: string, data: Buffer, version: number, done: Done<[stat: Stat]>): void;
  }

  export class Id {
    readonly scheme: string;
    readonly id: string;
    constructor(scheme: string, id: string);
  }

  export class ACL {
    static readonly OPEN_ACL_UNSAFE: readonly ACL[];
    constructor(permission: number, id: Id);
  }

  export const Permission: { readonly READ: number; readonly ALL: number };
  export const CreateMode: { readonly PERSISTENT: number; readonly EPHEMERAL_SEQUENTIAL: number };
  export const Exception: {
    readonly NO_NODE: number;
    readonly NODE_EXISTS: number;
    readonly BAD_VERSION: number;
    readonly NO_AUTH: number;
  };

  export function createClient(
    servers: string,
    options: { readonly sessionTimeout: number; readonly spinDelay: number; readonly retries: number },
  ): Client;
}
