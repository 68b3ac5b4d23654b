import type { Key } from "../formats/key.ts";
import { KEY_NAMES, KEYS } from "../schema/keys.ts";

export type Schema = Readonly<Record<string, unknown>>;

/** JSON Schema (2020-12) of a configuration file, for editors: names, meanings and the form of every setting. */
export function configSchema(): Schema {
  const root: Group = { properties: {} };
  for (const name of KEY_NAMES) {
    const segments = name.split(".");
    const last = segments.pop() ?? name;
    let group = root;
    for (const segment of segments) {
      const inner = group.groups?.[segment] ?? { properties: {} };
      group.groups = { ...group.groups, [segment]: inner };
      group = inner;
    }
    group.properties[last] = settingSchema(KEYS[name]);
  }
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Configuration of GoDocker",
    ...objectSchema(root),
  };
}

interface Group {
  readonly properties: Record<string, Schema>;
  groups?: Record<string, Group>;
}

function objectSchema({ properties, groups = {} }: Group): Schema {
  const inner = Object.fromEntries(
    Object.entries(groups).map(([name, group]) => [name, objectSchema(group)]),
  );
  return { type: "object", properties: { ...properties, ...inner }, additionalProperties: false };
}

function settingSchema({ doc, format, default: byDefault, example, reload }: Key<unknown>): Schema {
  return {
    description: `${doc} Allowed: ${format.allowed}. A change ${reload ? "takes effect at once" : "needs a restart"}.`,
    ...format.schema,
    ...(byDefault === null ? {} : { default: byDefault }),
    examples: [example],
  };
}
