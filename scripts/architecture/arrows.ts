// Which imports the architecture allows: between top-level folders, between the layers inside each, and no cycle at all.
import { posix } from "node:path";
import { arrowsOf, cyclesOf, type Arrow } from "./graph.ts";
import { importsOf, lineAt, type Import } from "./imports.ts";
import { INSIDE, LAYERS, LEAVES, MAY_IMPORT, MOST_FILES, PURE, PURE_PACKAGES } from "./layers.ts";
import { isGenerated, isTest, type SourceFile } from "./sources.ts";

const IMPURE =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\basync\b|\bawait\b|\bsetTimeout\(|\bsetInterval\(/;

/** Every violation as a sentence `file:line: what (where the rule is written)`. */
export function violations(files: readonly SourceFile[]): readonly string[] {
  const product = files.filter(({ path }) => !isTest(path) && !isGenerated(path));
  const arrows = arrowsOf(files).filter(({ from }) => !isTest(from));
  return [
    ...files.flatMap(betweenFolders),
    ...product.flatMap(impurity),
    ...insideFolders(product, arrows),
    ...loadCycles(arrows),
    ...crowded(product),
  ];
}

function betweenFolders({ path, text }: SourceFile): readonly string[] {
  const folder = path.split("/")[0] ?? "";
  if (!path.includes("/")) return []; // configuration files at the top
  if (MAY_IMPORT[folder] === undefined) {
    return [`${path}:1: the folder ${folder}/ is not part of the architecture (MAY_IMPORT in ${LAYERS})`];
  }
  return importsOf(path, text).flatMap((found) => {
    const why = refusal(path, folder, found);
    return why === undefined ? [] : [`${path}:${found.line}: ${why} (MAY_IMPORT in ${LAYERS})`];
  });
}

function refusal(path: string, folder: string, { specifier }: Import): string | undefined {
  const allowed = MAY_IMPORT[folder] ?? [];
  const test = isTest(path);
  if (specifier === undefined) {
    return allowed[0] === "*" || test || folder === "plugins"
      ? undefined
      : "import() of something that is not a literal; no check can follow it";
  }
  if (!specifier.startsWith(".")) {
    const [scope = "", name = ""] = specifier.split("/");
    const packageName = scope.startsWith("@") ? `${scope}/${name}` : scope;
    return PURE.has(folder) && !test && !PURE_PACKAGES.has(packageName)
      ? `a pure folder may not import ${specifier}`
      : undefined;
  }
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  if (target.startsWith("..")) return `${specifier} is outside the project`;
  if (test) return undefined;
  if (isTest(target) && (allowed[0] !== "*" || target.split("/")[0] === folder))
    return `product code may not import the test file ${target}`;
  const to = target.split("/")[0] ?? "";
  if (to === folder) return undefined;
  const closed =
    allowed[0] === "*" ? (LEAVES.has(to) || to === "app") && !LEAVES.has(folder) : !allowed.includes(to);
  return closed ? `${folder}/ may not import ${to}/ (${specifier})` : undefined;
}

function impurity({ path, text }: SourceFile): readonly string[] {
  if (!PURE.has(path.split("/")[0] ?? "")) return [];
  const code = blank(blank(text, /\/\*[\s\S]*?\*\//g), /(?<=^|[\s;{}(,])\/\/[^\n]*/g);
  const found = IMPURE.exec(blank(code, /"(?:[^"\\\n]|\\.)*"/g));
  return found === null
    ? []
    : [
        `${path}:${lineAt(text, found.index)}: a pure folder may not use ${found[0].trim()} (PURE in ${LAYERS})`,
      ];
}

/** The same text with spaces in the place of what matches, so that positions stay. */
function blank(text: string, pattern: RegExp): string {
  return text.replaceAll(pattern, (found) => found.replaceAll(/[^\n]/g, " "));
}

/** Arrows against the order of layers inside a folder. As the order is total, this leaves no cycle of sub-folders. */
function insideFolders(product: readonly SourceFile[], arrows: readonly Arrow[]): readonly string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  for (const { path } of product) {
    for (const [folder, layer] of placesOf(path)) {
      if (layer === "." || seen.has(`${folder}/${layer}`)) continue;
      seen.add(`${folder}/${layer}`);
      if (INSIDE[folder]?.includes(layer) !== true)
        found.push(
          `${path}:1: ${folder}/${layer}/ has no place in the order of ${folder}/ (INSIDE in ${LAYERS})`,
        );
    }
  }
  for (const { from, to, line } of arrows) {
    const places = new Map(placesOf(to));
    for (const [folder, layer] of placesOf(from)) {
      const target = places.get(folder);
      const order = INSIDE[folder];
      if (target === undefined || target === layer || order === undefined || isTest(to)) continue;
      if (order.indexOf(target) > order.indexOf(layer)) {
        const name = (one: string): string => (one === "." ? `the files of ${folder}/` : `${folder}/${one}/`);
        found.push(
          `${from}:${line}: ${name(layer)} may not import ${name(target)}, a layer above (INSIDE in ${LAYERS})`,
        );
      }
    }
  }
  return found;
}

/** For each folder above a file: the layer of it in which the file is. */
function placesOf(path: string): readonly (readonly [folder: string, layer: string])[] {
  const parts = path.split("/");
  return parts
    .slice(0, -1)
    .map((_, at) => [
      parts.slice(0, at + 1).join("/"),
      at + 2 === parts.length ? "." : (parts[at + 1] ?? ""),
    ]);
}

function loadCycles(arrows: readonly Arrow[]): readonly string[] {
  const loads = arrows.filter(({ kind }) => kind === "load");
  return cyclesOf(loads.map(({ from, to }) => [from, to] as const)).map(
    (files) =>
      `${files[0]}:1: ${files.length} files import each other when they are loaded: ${files.join(", ")}`,
  );
}

function crowded(product: readonly SourceFile[]): readonly string[] {
  const inFolder = new Map<string, number>();
  for (const { path } of product) {
    const folder = posix.dirname(path);
    inFolder.set(folder, (inFolder.get(folder) ?? 0) + 1);
  }
  return [...inFolder]
    .filter(([folder, count]) => folder !== "." && count > MOST_FILES)
    .map(
      ([folder, count]) =>
        `${folder}/:1: ${count} files of product code in one folder, at most ${MOST_FILES} (MOST_FILES in ${LAYERS})`,
    );
}
