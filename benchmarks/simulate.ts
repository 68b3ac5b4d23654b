// `npm run simulate`: seeds of faulty worlds, or with `--trace` a failing day or a month of work.
import { parseArgs } from "node:util";

const { trace } = parseArgs({
  options: { trace: { type: "string" } },
  strict: false,
}).values;
if (trace === "w4") await import("./failing-day/main.ts");
else await (trace === undefined ? import("../simulation/main.ts") : import("./month/main.ts"));
