// `node config/reference/print-reference.ts`: writes docs/reference/configuration.md and docs/how-to/administrators/tuning.md from the table of settings.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationPage } from "./reference.ts";
import { tuningPage } from "./tuning-page.ts";

const docs = join(import.meta.dirname, "../../docs");
writeFileSync(join(docs, "reference/configuration.md"), configurationPage());
writeFileSync(join(docs, "how-to/administrators/tuning.md"), tuningPage());
