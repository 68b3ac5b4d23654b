// Writes proto/generated/ from proto/messages/*.proto: the static protobuf code, the TypeScript shapes of the
// messages in Mesos' JSON form, and the field table that drives the JSON mapping.
//
//   node scripts/generate-proto.ts          writes the files
//   node scripts/generate-proto.ts --check  writes nothing; exit 1 when a committed file is stale
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";
import { main as pbjs } from "protobufjs-cli/pbjs.js";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = join(ROOT, "proto", "messages");
const GENERATED = join(ROOT, "proto", "generated");
const NOTICE =
  "// Generated from proto/messages by scripts/generate-proto.ts: do not edit, run `npm run generate`.";

/** Scalar protobuf types that the messages use, and what they are in TypeScript. */
const SCALARS: Readonly<Record<string, string>> = {
  bool: "boolean",
  bytes: "Uint8Array",
  double: "number",
  int32: "number",
  int64: "number",
  string: "string",
  uint32: "number",
  uint64: "number",
};

/** Packages whose messages carry the package's name in TypeScript, so that `Call` is one of four. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ["mesos.v1.scheduler", "Scheduler"],
  ["mesos.v1.executor", "Executor"],
  ["mesos.v1.master", "Master"],
  ["mesos.v1.agent", "Agent"],
  ["mesos.v1.quota", "Quota"],
  ["mesos.v1.maintenance", "Maintenance"],
  ["mesos.v1.allocator", "Allocator"],
  ["mesos.v1", ""],
  ["google.protobuf", "Google"],
]);

const fullName = (item: protobuf.ReflectionObject): string => item.fullName.replace(/^\./, "");

/** `mesos.v1.scheduler.Call.Accept` → `SchedulerCallAccept`, `mesos.v1.TaskStatus.Reason` → `TaskStatusReason`. */
function typeScriptName(item: protobuf.ReflectionObject): string {
  const name = fullName(item);
  for (const [packageName, prefix] of PREFIXES) {
    if (!name.startsWith(`${packageName}.`)) continue;
    const rest = name.slice(packageName.length + 1).replaceAll(".", "");
    return rest.startsWith(prefix) ? rest : prefix + rest;
  }
  throw new Error(`${name} is in a package without a TypeScript prefix`);
}

function collect(root: protobuf.NamespaceBase): { messages: protobuf.Type[]; enums: protobuf.Enum[] } {
  const messages: protobuf.Type[] = [];
  const enums: protobuf.Enum[] = [];
  const walk = (item: protobuf.ReflectionObject): void => {
    if (item instanceof protobuf.Enum) enums.push(item);
    if (item instanceof protobuf.Type) messages.push(item);
    if (item instanceof protobuf.Namespace) for (const nested of item.nestedArray) walk(nested);
  };
  walk(root);
  const byName = (a: protobuf.ReflectionObject, b: protobuf.ReflectionObject): number =>
    fullName(a) < fullName(b) ? -1 : 1;
  return { messages: messages.sort(byName), enums: enums.sort(byName) };
}

function labelOf(field: protobuf.Field): "required" | "optional" | "repeated" | "map" {
  if (field instanceof protobuf.MapField) {
    if (field.keyType !== "string")
      throw new Error(`${fullName(field)}: only maps with string keys are supported`);
    return "map";
  }
  if (field.repeated) return "repeated";
  return field.required ? "required" : "optional";
}

function typeOf(field: protobuf.Field): string {
  if (field.resolvedType !== null) return typeScriptName(field.resolvedType);
  const scalar = SCALARS[field.type];
  if (scalar === undefined) throw new Error(`${fullName(field)}: ${field.type} is not supported`);
  return scalar;
}

function docComment(item: protobuf.ReflectionObject, indent: string): string {
  if (!item.comment) return "";
  const lines = item.comment.trim().split("\n");
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join("")}${indent} */\n`;
}

function interfaceOf(message: protobuf.Type): string {
  const fields = message.fieldsArray.map((field) => {
    const label = labelOf(field);
    const type = typeOf(field);
    const shape =
      label === "map"
        ? `Readonly<Record<string, ${type}>>`
        : label === "repeated"
          ? `readonly ${type}[]`
          : type;
    return `${docComment(field, "  ")}  readonly ${field.name}${label === "required" ? "" : "?"}: ${shape};\n`;
  });
  const comment = docComment(message, "");
  const name = typeScriptName(message);
  // An empty interface would take any value.
  if (fields.length === 0) return `${comment}export type ${name} = Readonly<Record<string, never>>;\n`;
  return `${comment}export interface ${name} {\n${fields.join("")}}\n`;
}

function enumType(item: protobuf.Enum): string {
  const names = Object.keys(item.values).map((name) => `  | ${JSON.stringify(name)}`);
  return `${docComment(item, "")}export type ${typeScriptName(item)} =\n${names.join("\n")};\n`;
}

function typesSource(messages: readonly protobuf.Type[], enums: readonly protobuf.Enum[]): string {
  const names = [...messages, ...enums].map(typeScriptName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two messages or enums are called ${twice} in TypeScript`);
  return [
    NOTICE,
    "// Messages in Mesos' JSON shape: snake_case names, enums by value name, bytes as Uint8Array, 64-bit as number.\n",
    ...enums.map(enumType),
    ...messages.map(interfaceOf),
    "/** Every message by its full protobuf name. */\nexport interface MessageTypes {",
    ...messages.map(
      (message) => `  readonly ${JSON.stringify(fullName(message))}: ${typeScriptName(message)};`,
    ),
    "}\n",
  ].join("\n");
}

function fieldRow(field: protobuf.Field): string {
  const row: Record<string, unknown> = { name: field.name, number: field.id, label: labelOf(field) };
  if (field.resolvedType instanceof protobuf.Type) row["kind"] = "message";
  else if (field.resolvedType !== null) row["kind"] = "enum";
  else row["kind"] = field.type;
  if (field.resolvedType !== null) row["type"] = fullName(field.resolvedType);
  if (field.partOf !== null) row["oneof"] = field.partOf.name;
  const declaredDefault: unknown = field.options?.["default"];
  if (declaredDefault !== undefined) row["default"] = declaredDefault;
  if (field.options?.["deprecated"] === true) row["deprecated"] = true;
  return `    ${JSON.stringify(row)},\n`;
}

function descriptorSource(messages: readonly protobuf.Type[], enums: readonly protobuf.Enum[]): string {
  const kinds = [...Object.keys(SCALARS), "enum", "message"].map((kind) => JSON.stringify(kind)).join(" | ");
  return `${NOTICE}
// Fields of every message in declaration order: what the JSON mapping needs to know of the schema.

export interface FieldDescriptor {
  readonly name: string;
  readonly number: number;
  readonly label: "required" | "optional" | "repeated" | "map";
  readonly kind: ${kinds};
  /** Full name of the message or enum. For maps: of the values; keys are strings. */
  readonly type?: string;
  /** Name of the oneof that the field belongs to. */
  readonly oneof?: string;
  /** The declared default; enums by value name. */
  readonly default?: string | number | boolean;
  readonly deprecated?: boolean;
}

export const MESSAGES: Readonly<Record<string, readonly FieldDescriptor[]>> = {
${messages
  .map(
    (message) =>
      `  ${JSON.stringify(fullName(message))}: [\n${message.fieldsArray.map(fieldRow).join("")}  ],\n`,
  )
  .join("")}};

export const ENUMS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
${enums.map((item) => `  ${JSON.stringify(fullName(item))}: ${JSON.stringify(item.values)},\n`).join("")}};
`;
}

const CODER_TYPES = `${NOTICE}

/** Static code of one message, on protobufjs' own shape: enums as numbers, 64-bit numbers as number or Long. */
export interface MessageCoder {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

/** Every message by its full protobuf name. */
export declare const coders: Readonly<Record<string, MessageCoder>>;
`;

async function staticCode(files: readonly string[], messages: readonly protobuf.Type[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const without = ["create", "verify", "convert", "delimited", "typeurl", "comments", "service"];
  const flags = ["--keep-case", "--force-number", ...without.map((part) => `--no-${part}`)];
  const target = [
    "-t",
    "static-module",
    "-w",
    "esm",
    "-r",
    "godocker",
    "--dependency",
    "protobufjs/minimal.js",
  ];
  pbjs([...target, ...flags, ...files], (error, output) => {
    if (error === null && output !== undefined) resolve(output);
    else reject(error ?? new Error("pbjs gave no output"));
  });
  const table = messages.map((message) => `${JSON.stringify(fullName(message))}: ${fullName(message)},`);
  // Indentation is half of the file, and nobody reads it.
  const code = (await promise).replace(/^[ \t]+/gm, "").replace(/\n{2,}/g, "\n");
  return `${NOTICE}\n${code.trimEnd()}\nexport const coders = {\n${table.join("\n")}\n};\n`;
}

/** File name in proto/generated → its content, from the sources as they are now. */
async function generate(): Promise<ReadonlyMap<string, string>> {
  const files = readdirSync(SOURCES)
    .filter((name) => name.endsWith(".proto"))
    .sort()
    .map((name) => join(SOURCES, name));
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => (target.includes("/") ? target : join(SOURCES, target));
  root.loadSync(files, { keepCase: true, alternateCommentMode: true });
  root.resolveAll();
  const { messages, enums } = collect(root);
  return new Map([
    ["mesos.js", await staticCode(files, messages)],
    ["mesos.d.ts", CODER_TYPES],
    ["types.ts", typesSource(messages, enums)],
    ["descriptor.ts", descriptorSource(messages, enums)],
  ]);
}

function committed(name: string): string | undefined {
  try {
    return readFileSync(join(GENERATED, name), "utf8");
  } catch {
    return undefined; // not there is one way of being stale
  }
}

const files = await generate();
if (process.argv.includes("--check")) {
  const stale = [...files].filter(([name, content]) => committed(name) !== content).map(([name]) => name);
  for (const name of stale) {
    console.error(
      `proto/generated/${name} does not match proto/messages: run \`node scripts/generate-proto.ts\``,
    );
  }
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  mkdirSync(GENERATED, { recursive: true });
  for (const [name, content] of files) writeFileSync(join(GENERATED, name), content);
}
