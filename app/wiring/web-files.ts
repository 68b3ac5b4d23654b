import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, extname, join, posix, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { WebPages } from "../../api/http/web-routes.ts";
import { FILES_PATH } from "../../api/http/web-routes.ts";

const ROOT = dirname(dirname(import.meta.dirname));
const ENTRY = `web/ui/main${extname(import.meta.filename)}`;
const STYLE = "web/style.css";
const ICON = "web/icon.svg";

/**
 * The pages as they are served: the modules that the entry imports, without their types, and nothing else of the disk.
 * Read once, at start. All paths carry one hash over all content, so a browser keeps files for ever and never mixes
 * two versions.
 */
export function readWebPages(): WebPages {
  const modules = modulesFrom(ENTRY);
  const sources = new Map([
    ...modules,
    ...[STYLE, ICON].map((path) => [path, readFileSync(join(ROOT, path), "utf8")] as const),
  ]);
  const hash = createHash("sha256");
  for (const [path, text] of [...sources].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${path}\0${text}\0`);
  const base = `${FILES_PATH}${hash.digest("base64url").slice(0, 16)}/`;
  const preloads = [...modules.keys()].map((path) => `<link rel="modulepreload" href="${base}${path}" />`);
  return {
    html: readFileSync(join(ROOT, "web/index.html"), "utf8")
      .replaceAll('href="style.css"', `href="${base}${STYLE}"`)
      .replaceAll('href="icon.svg"', `href="${base}${ICON}"`)
      .replaceAll('src="main.js"', `src="${base}${ENTRY}"`)
      .replace("<!-- modules -->", preloads.join("\n    ")),
    files: new Map(
      [...sources].map(([path, text]) => [
        base + path,
        { mediaType: mediaTypeOf(path), bytes: Buffer.from(text) },
      ]),
    ),
  };
}

/** A module: its path among those that are served, and its file. */
interface Module {
  readonly path: string;
  readonly file: string;
}

/** All modules that `entry` reaches, by path, as a browser runs them. */
function modulesFrom(entry: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const waiting: Module[] = [{ path: entry, file: join(ROOT, entry) }];
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (found.has(module.path)) continue;
    const from = module;
    const source = readFileSync(from.file, "utf8").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
    const text = (from.file.endsWith(".ts") ? withoutTypes(source) : source).replaceAll(
      /(\b(?:import|export)\b[^"'`;()]*?\bfrom\s*|(?:^|[;\n}])\s*import\s*)(["'])([^"']+)\2/g,
      (_, before: string, quote: string, specifier: string) => {
        const target = resolve(from, specifier);
        waiting.push(target);
        const way = posix.relative(posix.dirname(from.path), target.path);
        return `${before}${quote}${way.startsWith(".") ? way : `./${way}`}${quote}`;
      },
    );
    found.set(from.path, text);
  }
  return found;
}

/** Browsers know no packages: their modules are files like the others, wherever they are installed. */
function resolve(from: Module, specifier: string): Module {
  if (specifier.startsWith("."))
    return {
      path: posix.join(posix.dirname(from.path), specifier),
      file: join(dirname(from.file), specifier),
    };
  const file = fileURLToPath(import.meta.resolve(specifier));
  const inside = file.replaceAll(sep, "/").split("/node_modules/").at(-1) ?? specifier;
  return { path: `packages/${inside}`, file };
}

/** Node calls this experimental with a warning each start; here it is the same that runs this file. */
function withoutTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}

function mediaTypeOf(path: string): string {
  if (path.endsWith(".css")) return "text/css; charset=utf-8";
  return path.endsWith(".svg") ? "image/svg+xml" : "text/javascript; charset=utf-8";
}
