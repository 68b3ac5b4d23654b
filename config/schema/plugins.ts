import { asItIs, duration, Refusal, size, textOf, type Format } from "../formats/formats.ts";
import { listOf } from "../formats/objects.ts";

export interface PluginUse {
  /** A file when it begins with `.` or `/`, else the name of an npm package. */
  readonly use: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
  readonly memoryBytes: number;
}

const use: Format<string> = {
  allowed: "a file that begins with ./, ../ or /, or the name of an npm package",
  example: "./ageing.ts",
  fromText: asItIs,
  read: (value) => {
    const text = textOf(value);
    const isFile = /^(?:\.{1,2}\/|\/)/.test(text);
    const isPackage = /^(?:@[a-z0-9._-]+\/)?[a-z0-9][a-z0-9._-]*(?:\/[A-Za-z0-9._-]+)*$/.test(text);
    if (text.includes("\0") || (!isFile && !isPackage))
      throw new Refusal("is neither a file nor the name of a package");
    return text;
  },
};

const options: Format<Readonly<Record<string, unknown>>> = {
  allowed: "an object, as the plugin says",
  example: {},
  fromText: asItIs,
  read: (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new Refusal("is not an object");
    return Object.fromEntries(Object.entries(value));
  },
};

const MEMORY_BYTES_MIN = 32 * 1024 * 1024;
const memory: Format<number> = {
  ...size,
  allowed: "a size with its unit, 32MiB or more",
  read: (value) => {
    const read = size.read(value);
    if (read < MEMORY_BYTES_MIN) throw new Refusal("is less than 32MiB");
    return read;
  },
};

export const plugins: Format<readonly PluginUse[]> = listOf({
  fields: ["use", "options", "timeout", "memory"],
  example: [{ use: "./ageing.ts", options: { hours: 24 } }],
  read: (field) => ({
    use: field("use", use),
    options: field("options", options, {}),
    timeoutMs: field("timeout", duration(1, 600), "10s") * 1000,
    memoryBytes: field("memory", memory, "128MiB"),
  }),
});
