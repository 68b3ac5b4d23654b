// Status: how much is free where jobs write.
import { statfs } from "node:fs/promises";
import { definePlugin } from "godocker/plugin";
import type { StatusLine } from "godocker/plugin";

interface Options {
  readonly paths: readonly string[];
  /** Less than this part free, in hundredths, is a trouble. */
  readonly leastPercent: number;
}

const GIB = 1024 ** 3;

export default definePlugin<"status", Options>({
  kind: "status",
  contract: 1,
  name: "free-space",
  options: {
    type: "object",
    properties: {
      paths: { type: "array", items: { type: "string", pattern: "^/" }, minItems: 1, maxItems: 50 },
      leastPercent: { type: "number", minimum: 0, maximum: 100, default: 5 },
    },
    required: ["paths"],
    additionalProperties: false,
  },
  create: ({ leastPercent, paths }) => {
    const lineOf = async (path: string): Promise<StatusLine> => {
      const name = path.slice(-64);
      try {
        const { bavail, blocks, bsize } = await statfs(path);
        const percent = blocks === 0 ? 0 : (100 * bavail) / blocks;
        const detail = `${((bavail * bsize) / GIB).toFixed(1)} GiB free, ${percent.toFixed(0)} %`;
        return { name, ok: percent >= leastPercent, detail };
      } catch (error) {
        return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
      }
    };
    return { report: () => Promise.all(paths.map(lineOf)) };
  },
});
