import type { Person } from "../../accounts/person.ts";
import { PERSON_ROLES } from "../../accounts/person.ts";
import { DirectoryUnavailableError, type Directory, type PasswordCheck } from "../../auth/directory.ts";
import { PluginAnswer, PluginFailure, type Host } from "../host/host.ts";
import { record, text, type Shape } from "../host/shapes.ts";

/** What a directory of a plugin may say with an error: it cannot be known now. */
export const AUTH_ANSWERS = ["DirectoryUnavailableError"];

const ID: Shape = { type: "integer", minimum: 0, maximum: 4_294_967_294 };
const PERSON: Shape = record(
  {
    name: text(128, 1),
    groups: { type: "array", items: ID, maxItems: 65_536 },
    groupNames: { type: "array", items: text(255), maxItems: 65_536 },
    roles: { type: "array", items: { enum: PERSON_ROLES } },
  },
  {
    uid: ID,
    gid: ID,
    home: text(4096),
    mail: text(320),
    disabled: { const: true },
    expiresAtMs: { type: "number" },
    directory: text(64),
  },
);
const FOUND: Shape = { anyOf: [{ type: "null" }, PERSON] };
const CHECKED: Shape = {
  oneOf: [
    record({ kind: { const: "right" }, person: PERSON }, { once: { const: true } }),
    record({ kind: { enum: ["wrong", "unknown"] } }),
  ],
};
const PEOPLE: Shape = { type: "array", items: PERSON };

/** A directory of people in a plugin. Whatever goes wrong in it, it is not known now who somebody is. */
export function directoryOf(host: Host): Directory {
  const { name } = host.plugin;
  const asked = async (...call: Parameters<Host["call"]>): Promise<unknown> => {
    try {
      return await host.call(...call);
    } catch (error) {
      if (error instanceof PluginFailure || error instanceof PluginAnswer)
        throw new DirectoryUnavailableError(error.message, { cause: error });
      throw error;
    }
  };
  const own = (person: Person): Person => ({ ...person, directory: name });
  return {
    name,
    async find(typed) {
      const found = (await asked("find", [typed], FOUND)) as Person | null; // the shape says so
      return found === null ? undefined : own(found);
    },
    async checkPassword(typed, password) {
      const checked = (await asked("checkPassword", [typed, password], CHECKED)) as PasswordCheck; // the shape says so
      return checked.kind === "right" ? { ...checked, person: own(checked.person) } : checked;
    },
    async *people() {
      const all = (await asked("people", [], PEOPLE)) as readonly Person[]; // the shape says so
      for (const person of all) yield own(person);
    },
  };
}
