import { registerHooks } from "node:module";

const OWN = "godocker/plugin";
let hooks: unknown;
/** The package that is just being imported, and the directory from which it is looked for. */
let wanted: { readonly module: string; readonly base: string } | undefined;

/**
 * The default export of a plugin's module. In it, `godocker/plugin` is this GoDocker's wherever the plugin lies: it
 * needs nothing installed beside it, and never meets another version.
 * @param module  a URL, or the name of a package that is looked for from `base` upwards
 * @throws unknown  whatever the module throws
 */
export async function importPlugin(module: string, base: string): Promise<unknown> {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js"; // the published package is compiled
  const url = new URL(`../plugin.${extension}`, import.meta.url).href;
  hooks ??= registerHooks({
    resolve(specifier, context, next) {
      if (specifier === OWN) return { url, shortCircuit: true };
      if (specifier !== wanted?.module) return next(specifier, context);
      return next(specifier, { ...context, parentURL: wanted.base });
    },
  });
  wanted = { module, base };
  // Its own name is resolved before anything is waited for.
  const importing = import(module) as Promise<{ readonly default?: unknown }>; // a module is an object
  const { default: exported } = await importing;
  return exported;
}
