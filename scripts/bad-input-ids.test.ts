import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

const ROOT = join(import.meta.dirname, "..");
const LAST = 170;

/** Ids whose tests are told by what they promise: the file, and a title that is in it. */
const BY_TITLE: readonly (readonly [ids: string, file: string, title: string])[] = [
  ["C083-C088", "plugins/notify/webhook.test.ts", "is not reached as ${host}"],
  ["C089-C094", "plugins/notify/webhook.test.ts", "is not reached by a name that means another machine"],
  [
    "C098",
    "cli/text/printable.test.ts",
    "keeps colours, tabs and line ends, and nothing else that a terminal obeys",
  ],
  ["C099", "api/live/file-routes.test.ts", "may have any name"],
  ["C117-C121", "proto/recordio.test.ts", "is refused as bad_length at ${what}"],
  ["C122-C124", "proto/recordio.test.ts", "gives back any records, however the bytes are cut"],
  ["C125-C128", "framework/bad-master.events.test.ts", "offers of what cannot be"],
  [
    "C129-C132",
    "proto/protobuf.test.ts",
    "is refused when it breaks off, is no protobuf or lacks required fields",
  ],
  ["C138", "api/files/disk-files.test.ts", "never leads to what the link names"],
  [
    "C139-C140",
    "api/live/file-routes.test.ts",
    "is listed in pages that neither repeat nor leave out a name",
  ],
  ["C141", "api/live/file-routes.test.ts", "of a tebibyte gives its last byte at once"],
  ["C142", "api/live/file-routes.test.ts", "comes in parts, of which the last is as good as the first"],
  ["C073-C078", "auth/ldap/text.test.ts", "is written so that nothing of it means anything"],
  ["C079-C080", "auth/sign-in.test.ts", "answers everything else in one way"],
  ["C081", "auth/sign-in.test.ts", "under the name that the directory writes"],
  ["C082", "integration/suites/people/ldap.ts", "are nobody when their name is one of two"],
  [
    "C148",
    "config/loading/file-check.test.ts",
    "is refused when others may read it, or its group may write it",
  ],
  ["C165", "api/live/terminal-routes.test.ts", "from no foreign page"],
];

/** Ids of doors that there are not; each goes when its folder or file comes. */
const NO_DOOR: readonly (readonly [ids: string, absent: string, what: string])[] = [
  ["C101-C106", "auth/{jwt,oidc}*", "tokens that others sign"],
  ["C151", "config/lease-keys.ts", "settings of a renewal of its own"],
  ["C167-C170", "api/tes*", "GA4GH TES"],
];

function idsOf(text: string): readonly string[] {
  const [from = 0, to = from] = text.split("-").map((id) => Number(id.slice(1)));
  return Array.from({ length: to - from + 1 }, (_, k) => `C${String(from + k).padStart(3, "0")}`);
}

describe("the numbered bad inputs", () => {
  it("are each told by a test that names its id or is named here, or are of a door that there is not", () => {
    const files = globSync("**/{*.test.ts,*.cases.ts,bad-inputs.json}", {
      cwd: ROOT,
      exclude: ["node_modules", "scripts/bad-input-ids.test.ts"],
    });
    const told = new Set(
      files.flatMap(
        (file) => readFileSync(join(ROOT, file), "utf8").match(/\bC[01]\d{2}(?=[a-z]?\b)/g) ?? [],
      ),
    );
    for (const [ids, file, title] of BY_TITLE) {
      assert.ok(readFileSync(join(ROOT, file), "utf8").includes(title), `${file} has no "${title}"`);
      for (const id of idsOf(ids)) told.add(id);
    }
    for (const [ids, absent] of NO_DOOR)
      if (globSync(absent, { cwd: ROOT }).length === 0) for (const id of idsOf(ids)) told.add(id);
    assert.deepEqual(
      idsOf(`C001-C${LAST}`).filter((id) => !told.has(id)),
      [],
    );
  });
});
