import { Buffer } from "node:buffer";
import type { FilePart } from "../../offers/task-access.ts";
import type { Made, PluginKind } from "./contract.ts";
import { type KeysRequest, reckonedKeys } from "../ports/reckoned-keys.ts";

/** What can be called of a plugin, by name. Arguments and answers are JSON. */
export type Methods = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

export interface MethodOptions {
  readonly timeoutMs: number;
  /** Of executors: what happens in the cluster. */
  readonly emit: (event: unknown) => void;
}

/** Most people that a directory may have. */
const PEOPLE_MAX = 100_000;
/** Of what is called a plugin's, these must be functions. */
const NEEDED: Readonly<Record<PluginKind, readonly string[]>> = {
  policy: ["keysAt"],
  executor: [],
  auth: ["find", "checkPassword", "people"],
  watcher: ["look"],
  status: ["report"],
  storage: [],
  notifier: ["deliver"],
};

/** @throws Error  when something is missing */
export function methodsOf(kind: PluginKind, made: unknown, options: MethodOptions): Methods {
  if (typeof made !== "object" || made === null) throw new Error("create gave nothing back");
  const fields = new Map<string, unknown>(
    NEEDED[kind].map((name) => [name, (made as Partial<Record<string, unknown>>)[name]]),
  );
  const missing = [...fields].flatMap(([name, value]) => (typeof value === "function" ? [] : [name]));
  if (missing.length > 0) throw new Error(`what it makes has no ${missing.join(", ")}`);
  // Arguments come as they were passed to `Host.call`, which the adapter of the same kind does.
  switch (kind) {
    case "auth":
      return authMethods(made as Made["auth"]);
    case "executor":
      return executorMethods(made as Made["executor"], options.emit);
    case "notifier":
      return notifierMethods(made as Made["notifier"], options.timeoutMs);
    case "status": {
      const status = made as Made["status"];
      return { report: () => status.report() };
    }
    case "watcher": {
      const watcher = made as Made["watcher"];
      return {
        rhythm: () => ({
          everySeconds: watcher.everySeconds ?? 60,
          wantsOutputSize: watcher.wantsOutputSize ?? false,
        }),
        look: (tasks, nowMs) => watcher.look(tasks as Parameters<typeof watcher.look>[0], nowMs as number),
      };
    }
    case "policy": {
      const policy = made as Made["policy"];
      return { keys: (request) => reckonedKeys(policy, request as KeysRequest) };
    }
    case "storage":
      return {}; // it lives in the process itself
    default:
      return kind satisfies never;
  }
}

function authMethods(directory: Made["auth"]): Methods {
  return {
    find: async (name) => (await directory.find(name as string)) ?? null,
    checkPassword: (name, password) => directory.checkPassword(name as string, password as string),
    people: async () => {
      const all = [];
      for await (const person of directory.people()) {
        if (all.length >= PEOPLE_MAX) throw new Error(`it knows more than ${PEOPLE_MAX} people`);
        all.push(person);
      }
      return all;
    },
  };
}

function notifierMethods(notifier: Made["notifier"], timeoutMs: number): Methods {
  return {
    takes: () => notifier.takes,
    deliver: (address, notification) =>
      notifier.deliver(
        address as string,
        notification as Parameters<typeof notifier.deliver>[1],
        AbortSignal.timeout(timeoutMs),
      ),
  };
}

function executorMethods(
  { access, backend, capabilities }: Made["executor"],
  emit: MethodOptions["emit"],
): Methods {
  type Access = typeof access;
  return {
    capabilities: () => capabilities,
    start: (registrationId) =>
      backend.start({ registrationId: (registrationId ?? undefined) as string | undefined, emit }),
    stop: () => backend.stop(),
    backend: (method, ...args) => {
      // Named by `executorOf`, with the arguments that its own types check.
      const run = (backend as unknown as Readonly<Record<string, unknown>>)[method as string];
      if (typeof run === "function") run.apply(backend, args);
    },
    read: async (...args) => partOf(await access.read(...(args as unknown as Parameters<Access["read"]>))),
    list: async (...args) => (await access.list(...(args as unknown as Parameters<Access["list"]>))) ?? null,
    readFile: async (...args) =>
      partOf(await access.readFile(...(args as unknown as Parameters<Access["readFile"]>))),
  };
}

/** JSON has no bytes. */
function partOf(part: FilePart | undefined): { readonly base64: string; readonly size: number } | null {
  return part === undefined ? null : { base64: Buffer.from(part.bytes).toString("base64"), size: part.size };
}
