// Loaded before each test file of `npm test` and `npm run integration`: whoever imports fast-check gets it with the seed of
// the run.
import { registerHooks } from "node:module";

const seeded = new URL("seeded-fast-check.ts", import.meta.url).href;

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === "fast-check" && context.parentURL !== seeded
      ? { url: seeded, format: "module-typescript", shortCircuit: true }
      : nextResolve(specifier, context),
});
