import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { OldCollection, OldDatabase } from "./old-database.ts";
import type { OldDocument } from "./old-values.ts";

/** Of a database as a test writes it down. */
export interface OldContent {
  readonly jobs?: readonly OldDocument[];
  readonly jobsover?: readonly OldDocument[];
  readonly users?: readonly OldDocument[];
  readonly projects?: readonly OldDocument[];
}

/** A database of GoDocker 1.x in memory. */
export function anOldDatabase(content: OldContent): OldDatabase {
  const documents = (collection: OldCollection): readonly OldDocument[] => content[collection] ?? [];
  async function* each(list: readonly OldDocument[] = []) {
    yield* list;
  }
  return {
    where: "mongodb://old/god",
    async *rows() {
      for (const collection of ["jobs", "jobsover"] as const)
        for (const [place, { id, parent_task_id: parent, status }] of documents(collection).entries()) {
          const primary = typeof status === "object" && status !== null && "primary" in status;
          yield {
            collection,
            key: String(place),
            id,
            parent,
            primary: primary ? status.primary : undefined,
          };
        }
    },
    async *all(collection) {
      for (const [place, task] of documents(collection).entries()) yield { key: String(place), task };
    },
    tasks: async (collection, keys) =>
      keys.flatMap((key) => {
        const task = documents(collection)[Number(key)];
        return task === undefined ? [] : [{ key, task }];
      }),
    users: () => each(content.users),
    projects: () => each(content.projects),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

interface Fields {
  readonly status?: OldDocument;
  readonly user?: OldDocument;
  readonly meta?: OldDocument;
  readonly requirements?: OldDocument;
  readonly container?: OldDocument;
  readonly command?: OldDocument;
  readonly [other: string]: unknown;
}

const DATE = 1_500_000_000;

/** A task that waits; a test names only what it is about. */
export function anOldTask(id: number, fields: Fields = {}): OldDocument {
  const { status, user, meta, requirements, container, command, ...rest } = fields;
  return {
    id,
    parent_task_id: null,
    date: DATE + id,
    notify: { email: false },
    user: { id: "alice", uid: 1001, gid: 1001, sgids: [], email: null, project: "default", ...user },
    meta: { name: "count", description: "", tags: [], ...meta },
    requirements: {
      cpu: 1,
      ram: 2,
      label: [],
      tasks: [],
      tmpstorage: null,
      array: { values: null, task_id: null, nb_tasks: null, nb_tasks_over: null, tasks: [] },
      ...requirements,
    },
    container: {
      image: "debian:12",
      network: true,
      root: false,
      id: null,
      meta: null,
      volumes: [],
      ...container,
    },
    command: { cmd: "#!/bin/bash\necho hello\n", interactive: false, ...command },
    status: {
      primary: "pending",
      secondary: null,
      reason: null,
      exitcode: null,
      date_over: null,
      ...status,
    },
    ...rest,
  };
}

/** One that ran so many seconds and succeeded, unless `fields` say otherwise. */
export function anEndedTask(
  id: number,
  seconds = 60,
  { status, container, ...fields }: Fields = {},
): OldDocument {
  const date_running = DATE + id + 10;
  return anOldTask(id, {
    status: {
      primary: "over",
      secondary: "",
      reason: "",
      exitcode: 0,
      date_running,
      date_over: date_running + seconds,
      duration: seconds,
      ...status,
    },
    container: {
      id: `c${id}`,
      meta: { Node: { Name: "node1" }, State: { ExitCode: 0 } },
      ...container,
    },
    ...fields,
  });
}

/** An array and its tasks, made by what makes one of them. */
export function anOldArray(
  id: number,
  indices: readonly number[],
  make: (id: number, fields: Fields) => OldDocument,
): readonly OldDocument[] {
  const array = { nb_tasks_over: 0, nb_tasks: 0, tasks: [] };
  const children = indices.map((_, k) => id + 1 + k);
  const values = `${indices[0]}:${indices.at(-1)}`;
  return [
    make(id, {
      requirements: { array: { ...array, values, task_id: null, nb_tasks: indices.length, tasks: children } },
    }),
    ...indices.map((index, k) =>
      make(id + 1 + k, {
        parent_task_id: id,
        requirements: { array: { ...array, values: null, task_id: index } },
      }),
    ),
  ];
}

const RECORDED = join(dirname(dirname(import.meta.dirname)), "api/godocker-1/recorded");

/** The task documents that were recorded of GoDocker 1.x, by file and place in it. */
export function recordedTasks(): readonly { readonly name: string; readonly task: OldDocument }[] {
  return readdirSync(RECORDED)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => {
      const found: { name: string; task: OldDocument }[] = [];
      collect(JSON.parse(readFileSync(join(RECORDED, file), "utf8")), file, found);
      return found;
    });
}

function collect(value: unknown, name: string, found: { name: string; task: OldDocument }[]): void {
  if (typeof value !== "object" || value === null) return;
  const fields = Object.fromEntries(Object.entries(value));
  if ("id" in fields && "status" in fields && "command" in fields && "requirements" in fields)
    found.push({ name, task: fields });
  else for (const [key, inner] of Object.entries(fields)) collect(inner, `${name} ${key}`, found);
}
