import type { Args } from "../../cli/frame/args.ts";
import { valuesOf } from "../../cli/frame/args.ts";

/** Where the command line says the configuration is. */
export function settingWords(args: Args): {
  readonly config: readonly string[];
  readonly set: readonly string[];
} {
  return { config: valuesOf(args, "config"), set: valuesOf(args, "set") };
}
