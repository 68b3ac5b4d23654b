import { formatOf } from "../../cli/frame/args.ts";
import { usageOf } from "../../cli/frame/command.ts";
import type { Context } from "../../cli/frame/context.ts";
import { printDocument, printList } from "../../cli/frame/output.ts";
import { Failure } from "../../cli/text/failure.ts";
import { printableLines } from "../../cli/text/printable.ts";
import { exampleText } from "../../config/loading/assignments.ts";
import { configSchema } from "../../config/reference/json-schema.ts";
import type { Key } from "../../config/formats/key.ts";
import { isKeyName, KEY_NAMES, KEYS, variableOf, type KeyName } from "../../config/schema/keys.ts";
import { formatProblem } from "../../config/formats/problem.ts";
import { nearest } from "../../resources/nearest.ts";
import { migrateCommand } from "./migrate-config.ts";
import { pluginFaults } from "../wiring/plugins.ts";
import { settingWords } from "../settings/setting-words.ts";
import { faultsText, load, lookAtSettings, type SettingWords } from "../settings/settings.ts";
import { shownSetting } from "../settings/shown-settings.ts";

const VERBS = ["check", "show", "explain", "schema", "migrate"];
const FAULTY = 10;

/** `godocker config check | show | explain | schema | migrate`. */
export async function runConfig(context: Context): Promise<number> {
  const { args } = context;
  const [verb = "", ...operands] = args.operands;
  const words = settingWords(args);
  switch (verb) {
    case "check":
      return checkConfig(context, { ...words, config: [...words.config, ...operands] });
    case "show":
      return showConfig(context, words, operands);
    case "explain":
      return explainKeys(context, words, operands);
    case "migrate":
      return migrateCommand(context, operands);
    case "schema":
      await context.terminal.out(`${JSON.stringify(configSchema(), null, 2)}\n`);
      return 0;
    default: {
      const near = nearest(verb, VERBS);
      throw new Failure({
        exit: 2,
        what: verb === "" ? "config needs a word more" : `config has no "${verb}"`,
        fix: near === undefined ? `one of ${VERBS.join(", ")}` : `did you mean ${near}?`,
        usage: usageOf(args.command),
      });
    }
  }
}

/** Every fault at once, and exit 10 when there is one. */
export async function checkConfig(context: Context, words: SettingWords): Promise<number> {
  const { args, terminal } = context;
  const settings = lookAtSettings(words);
  const faults = settings.ok ? await pluginFaults(settings) : settings.problems;
  const found = settings.ok && faults.length > 0 ? { ok: false as const, problems: faults } : settings;
  const problems = found.ok ? [] : found.problems;
  const warnings = found.ok ? found.warnings : [];
  if (formatOf(args).kind === "json") {
    await printDocument(context, { ok: found.ok, problems, warnings }, async () => undefined);
  } else {
    for (const warning of warnings) await terminal.warn(formatProblem(warning));
    if (found.ok) await terminal.out("the configuration has no faults\n");
    else await terminal.err(`error: the configuration has ${printableLines(faultsText(problems))}\n`);
  }
  return found.ok ? 0 : FAULTY;
}

/** Every setting with its source; secrets are not shown. */
export async function showConfig(
  context: Context,
  words: SettingWords,
  wanted: readonly string[],
): Promise<number> {
  const loaded = load(words);
  const names = wanted.length === 0 ? KEY_NAMES : wanted.flatMap((name) => keysNamed(name));
  return printList(context, {
    rows: names.map((key) => shownSetting(loaded, key)),
    document: (row) => row,
    name: ({ key }) => key,
    columns: [
      { title: "KEY", text: ({ key }) => key },
      { title: "VALUE", text: ({ key, value }) => valueText(key, value), shrinksTo: 16 },
      { title: "SOURCE", text: ({ source }) => source, shrinksTo: 8 },
    ],
    none: "there are no settings",
  });
}

async function explainKeys(
  context: Context,
  words: SettingWords,
  wanted: readonly string[],
): Promise<number> {
  if (wanted.length === 0) {
    throw new Failure({
      exit: 2,
      what: "config explain needs a key",
      fix: "such as: godocker config explain server.listen",
      usage: usageOf(context.args.command),
    });
  }
  const loaded = lookAtSettings(words);
  const names = wanted.flatMap((name) => keysNamed(name));
  const settings = names.map((key) => {
    const { doc, format, default: byDefault, whenAbsent, reload, metric }: Key<unknown> = KEYS[key];
    return {
      key,
      doc,
      default: byDefault === null ? (whenAbsent ?? "none") : byDefault,
      allowed: format.allowed,
      example: exampleText(key),
      variable: variableOf(key),
      reload,
      ...(metric === undefined ? {} : { metric }),
      // With a fault anywhere nobody knows what would hold.
      ...(loaded.ok
        ? { value: shownSetting(loaded, key).value, source: shownSetting(loaded, key).source }
        : {}),
    };
  });
  return printDocument(context, { settings }, async () => {
    for (const [at, setting] of settings.entries()) {
      const lines = [
        setting.key,
        ...wrapped(setting.doc).map((line) => `  ${line}`),
        "",
        `  default   ${typeof setting.default === "string" ? setting.default : JSON.stringify(setting.default)}`,
        `  allowed   ${setting.allowed}`,
        `  example   ${setting.example}`,
        `  variable  ${setting.variable}`,
        `  a change  ${setting.reload ? "takes effect at once, on SIGHUP" : "needs a restart"}`,
        ...(setting.metric === undefined ? [] : [`  shown by  ${setting.metric}`]),
        ...(setting.source === undefined
          ? []
          : [`  now       ${valueText(setting.key, setting.value)}  (${setting.source})`]),
      ];
      await context.terminal.out(`${at === 0 ? "" : "\n"}${printableLines(lines.join("\n"))}\n`);
    }
  });
}

/** One key, or all of a group. @throws Failure */
function keysNamed(name: string): readonly KeyName[] {
  if (isKeyName(name)) return [name];
  const inside = KEY_NAMES.filter((key) => key.startsWith(`${name}.`));
  if (inside.length > 0) return inside;
  const last = name.split(".").at(-1) ?? name;
  const near = nearest(name, KEY_NAMES) ?? KEY_NAMES.find((key) => key.split(".").at(-1) === last);
  throw new Failure({
    exit: 2,
    what: `there is no setting "${name}"`,
    fix: near === undefined ? "`godocker config show` lists them" : `did you mean ${near}?`,
  });
}

function valueText(key: KeyName, value: unknown): string {
  if (value !== undefined) return typeof value === "string" ? value : JSON.stringify(value);
  const { whenAbsent = "none" }: Key<unknown> = KEYS[key];
  return `(${whenAbsent.replaceAll("`", "")})`;
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length > 76) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}
