import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { openSecretKeys } from "./secret-keys.ts";
import { StartError } from "./settings.ts";

const line = (id: string, byte: number) => `${id} ${Buffer.alloc(32, byte).toString("base64")}\n`;

describe("the key file of secrets", () => {
  let base: string;
  let directory: string;
  before(async () => {
    base = await mkdtemp(join(tmpdir(), "godocker-keys-"));
  });
  beforeEach(async () => {
    directory = await mkdtemp(join(base, "one-"));
  });
  after(() => rm(base, { recursive: true, force: true }));
  const written = (text: string, mode = 0o600): string => {
    const path = join(directory, "secrets.keys");
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };

  it("is made at the first start, for this user only, and is the same from then on", async () => {
    const path = join(directory, "state", "secrets.keys");
    const first = await openSecretKeys(path, false);
    const [key] = first.keys.values();
    assert.equal(key?.length, 32);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(await openSecretKeys(path, false), first);
    assert.deepEqual(readdirSync(join(directory, "state")), ["secrets.keys"]);
  });

  it("is one for all that start at the same time", async () => {
    const path = join(directory, "secrets.keys");
    const all = await Promise.all(Array.from({ length: 8 }, () => openSecretKeys(path, false)));
    for (const each of all) assert.deepEqual(each, all[0]);
    assert.match(readFileSync(path, "utf8"), /^[\d-]{10} \S{44}\n$/);
  });

  it("must be there when somebody named it", async () => {
    await assert.rejects(openSecretKeys(join(directory, "none"), true), StartError);
    assert.deepEqual(readdirSync(directory), []);
  });

  it("has the current key first, and older ones behind it", async () => {
    const path = written(`# rotated in spring\n${line("new", 1)}\n${line("old", 2)}`);
    const { current, keys } = await openSecretKeys(path, true);
    assert.deepEqual([current, [...keys.keys()]], ["new", ["new", "old"]]);
  });

  it("is refused when others can read it, and what to do is said", async () => {
    await assert.rejects(openSecretKeys(written(line("a", 1), 0o640), true), /chmod 600/);
  });

  it("is refused when it is a link, empty, or holds something else; nothing of it is told", async () => {
    const path = written(line("a", 1));
    symlinkSync(path, join(directory, "link"));
    await assert.rejects(openSecretKeys(join(directory, "link"), true), /regular file/);
    for (const text of ["", "hunter2", `${line("a", 1)}${line("a", 2)}`, "a c2hvcnQ=\n"])
      await assert.rejects(openSecretKeys(written(text), true), (error: Error) => {
        assert.ok(error instanceof StartError);
        assert.doesNotMatch(error.message, /hunter2|c2hvcnQ/);
        return true;
      });
  });
});
