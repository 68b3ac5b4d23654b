import type { StoredJob } from "../../store/store.ts";
import type { ApiContext } from "../context/context.ts";
import type { CursorContext } from "../http/cursor.ts";
import { CURSOR_SECRET, makeCursor, readCursor } from "../http/cursor.ts";
import { defined } from "../context/job-document.ts";
import type { Answer } from "../http/route.ts";
import type { FileEntry, Name, OpenDirectory } from "../files/job-files.ts";
import { firstNames } from "../files/job-files.ts";

export interface ListPage {
  readonly in: string | undefined;
  readonly index: number | undefined;
  readonly attempt: number | undefined;
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** One page of a directory, which is closed then. @throws PublicError  `bad_cursor` */
export async function listAnswer(
  context: Pick<ApiContext, "store" | "nowMs">,
  job: Pick<StoredJob, "id">,
  directory: OpenDirectory,
  path: readonly Name[],
  query: ListPage,
): Promise<Answer> {
  try {
    const cursors: CursorContext = {
      secret: await context.store.sharedSecret(CURSOR_SECRET),
      filter: JSON.stringify([
        "files",
        job.id,
        query.in,
        query.index,
        query.attempt,
        path.map((name) => name.toString("base64url")),
      ]),
      nowMs: context.nowMs(),
    };
    const after =
      query.cursor === undefined
        ? undefined
        : Buffer.from(String(readCursor(cursors, query.cursor)[0]), "base64url");
    // One more than asked for says whether there is another page.
    const names = await firstNames(directory.names(), after, query.limit + 1);
    const shown = names.slice(0, query.limit);
    // All of them settled before the directory is closed: its descriptor must not become another's under a look.
    const looks = await Promise.allSettled(shown.map((name) => directory.look(name)));
    const entries = looks.map((look) => {
      if (look.status === "rejected") throw look.reason;
      return look.value;
    });
    const last = shown.at(-1);
    const next =
      names.length > shown.length && last !== undefined
        ? makeCursor(cursors, [last.toString("base64url")])
        : undefined;
    const items = entries.flatMap((entry) => (entry === undefined ? [] : [entryDocument(entry)]));
    return { status: 200, json: { items, ...defined({ next }) } };
  } finally {
    await directory.close();
  }
}

function entryDocument({ name, kind, size, modifiedAtMs, target }: FileEntry) {
  const shown = name.toString();
  return {
    name: shown,
    type: kind,
    ...(kind === "file" ? { sizeBytes: size } : {}),
    modifiedAt: new Date(modifiedAtMs).toISOString(),
    ...defined({ target }),
    ...(Buffer.from(shown).equals(name) ? {} : { isNotText: true }),
  };
}
