// `node config/print-reference.ts`: writes docs/configuration.md from the table of settings.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationPage } from "./reference.ts";

writeFileSync(join(import.meta.dirname, "../docs/configuration.md"), configurationPage());
