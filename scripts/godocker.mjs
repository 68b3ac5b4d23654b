#!/usr/bin/env node
// The `godocker` command in a clone; see run.mjs.
process.argv.splice(2, 0, "godocker");
await import("./run.mjs");
