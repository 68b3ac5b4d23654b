import { exampleText } from "../loading/assignments.ts";
import { KEY_NAMES, KEYS, variableOf } from "../schema/keys.ts";
import type { Key } from "../formats/key.ts";
import type { KeyName } from "../schema/keys.ts";

const INTRODUCTION = `# Configuration

GoDocker runs without any configuration: everything below has a default. This page is printed from the table of
settings (\`config/schema/keys.ts\`).

Sources, the weakest first:

1. the defaults below
2. files of JSON5, or of YAML (\`.yaml\`, \`.yml\`), each named with \`--config FILE\`; later files win, key by key, and lists are replaced
3. environment variables: \`GODOCKER_\` and the path in capitals, with \`__\` between its parts
4. the same name with \`_FILE\` at its end: the value is the content of that file, without its last newline
5. flags: \`--set path=value\`

Files are read again on \`SIGHUP\` (\`kill -HUP\`), by every process that gets it; \`godocker up\` passes it on to its parts.
A configuration with any fault is refused as a whole, all faults are logged, and what was in effect stays. Of a good one
the keys that say _at once_ below take effect; a change of any other key is logged as needing a restart.
\`godocker_config_reloads_total\` counts how that ended.

Sizes and durations are written with their units: \`512M\`, \`1.5GiB\`, \`10GB\` (K M G T are binary, kB MB GB decimal);
\`90s\`, \`10m\`, \`1h30m\`, \`2d\`. All faults of all sources are told at once, each with what was given and something valid.

\`\`\`json5
{
  server: { listen: "127.0.0.1:8080" },
  mesos: { masters: ["http://master1:5050", "http://master2:5050"], roles: ["batch"] },
  volumes: [{ name: "home", source: "/data/home", mode: "rw" }],
  jobs: { defaults: { memory: "2GiB", walltime: "1d" } },
}
\`\`\`
`;

/** The reference page, in Markdown. */
export function configurationPage(): string {
  const groups = Map.groupBy(KEY_NAMES, (name) =>
    name.includes(".") ? (name.split(".")[0] ?? name) : "general",
  );
  const sections = [...groups].map(([group, names]) => `## ${group}\n\n${names.map(entry).join("\n")}`);
  return `${[INTRODUCTION, ...sections].join("\n")}`;
}

function entry(name: KeyName): string {
  const { doc, format, default: byDefault, whenAbsent, reload, metric }: Key<unknown> = KEYS[name];
  const standing = byDefault === null ? (whenAbsent ?? "none") : `\`${textOf(byDefault)}\``;
  return `### \`${name}\`

${doc}

- Default: ${standing}
- Allowed: ${format.allowed}
- Example: \`${exampleText(name)}\`
- Variable: \`${variableOf(name)}\`
- A change takes effect: ${reload ? "at once" : "at the next start"}${metric === undefined ? "" : `\n- Shown by: \`${metric}\``}
`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
