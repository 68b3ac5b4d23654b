// `npm run simulate`: seeds of faulty worlds, or with `--trace` a month of work.
await (process.argv.includes("--trace") || process.argv.some((word) => word.startsWith("--trace="))
  ? import("./month/main.ts")
  : import("../scheduler/simulation/main.ts"));
