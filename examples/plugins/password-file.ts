// Auth: people from a file, a line for each: name:uid:gid:salt:hash, salt and hash in hex. The hash is that of scrypt:
// node -e 'const c = require("node:crypto"), s = c.randomBytes(16); console.log(`ana:2000:2000:${s.toString("hex")}:${c.scryptSync(process.argv[1], s, 32).toString("hex")}`)' PASSWORD
import { scrypt, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { definePlugin, DirectoryUnavailableError } from "godocker/plugin";
import type { Person } from "godocker/plugin";

interface Options {
  readonly file: string;
}

interface Line {
  readonly person: Person;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const HASH_BYTES = 32;
const hashOf = promisify<string, Buffer, number, Buffer>(scrypt);
/** For names that nobody has: it takes as long. */
const NOBODY = { salt: Buffer.alloc(16), hash: Buffer.alloc(HASH_BYTES) };

export default definePlugin<"auth", Options>({
  kind: "auth",
  contract: 1,
  name: "password-file",
  options: {
    type: "object",
    properties: { file: { type: "string", pattern: "^/" } },
    required: ["file"],
    additionalProperties: false,
  },
  create: ({ file }) => {
    // Read each time: what is changed there holds at once.
    const lines = async (): Promise<readonly Line[]> => {
      let text: string;
      try {
        text = await readFile(file, "utf8");
      } catch (cause) {
        throw new DirectoryUnavailableError(`${file} cannot be read`, { cause });
      }
      return text.split("\n").flatMap((line) => lineOf(line.trim()));
    };
    const find = async (name: string): Promise<Line | undefined> =>
      (await lines()).find(({ person }) => person.name.toLowerCase() === name.toLowerCase());
    return {
      find: async (name) => (await find(name))?.person,
      async checkPassword(name, password) {
        const line = await find(name);
        const { hash, salt } = line ?? NOBODY;
        const isRight = timingSafeEqual(hash, await hashOf(password, salt, HASH_BYTES));
        if (line === undefined) return { kind: "unknown" };
        return isRight ? { kind: "right", person: line.person } : { kind: "wrong" };
      },
      async *people() {
        for (const { person } of await lines()) yield person;
      },
    };
  },
});

function lineOf(line: string): readonly Line[] {
  if (line === "" || line.startsWith("#")) return [];
  const [name = "", uid, gid, salt = "", hash = ""] = line.split(":");
  if (name === "" || hash.length !== 2 * HASH_BYTES) return []; // nobody gets in by a line that is not right
  const person: Person = {
    name,
    uid: Number(uid),
    gid: Number(gid),
    groups: [],
    groupNames: [],
    roles: ["user"],
    directory: "password-file",
  };
  return [{ person, salt: Buffer.from(salt, "hex"), hash: Buffer.from(hash, "hex") }];
}
