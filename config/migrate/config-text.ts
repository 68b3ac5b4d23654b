import JSON5 from "json5";
import type { Carried } from "./migrate.ts";

interface Branch {
  readonly inner: Map<string, Branch | Carried>;
}

/** A configuration file that a person goes on with: nested, each value with where it comes from. */
export function configText(carried: readonly Carried[]): string {
  const root: Branch = { inner: new Map() };
  for (const one of carried) {
    const path = one.key.split(".");
    const own = path.pop() ?? one.key;
    let at = root;
    for (const group of path) at = branchIn(at, group);
    at.inner.set(own, one);
  }
  return `// Migrated from a configuration of GoDocker 1.x. \`godocker config explain KEY\` says what a setting means.\n{\n${printed(root, "  ")}}\n`;
}

function branchIn(branch: Branch, group: string): Branch {
  const known = branch.inner.get(group);
  if (known !== undefined && "inner" in known) return known;
  const created: Branch = { inner: new Map() };
  branch.inner.set(group, created);
  return created;
}

function printed({ inner }: Branch, indent: string): string {
  let text = "";
  for (const [name, item] of inner) {
    if ("inner" in item) text += `${indent}${name}: {\n${printed(item, `${indent}  `)}${indent}},\n`;
    else {
      const value = JSON5.stringify(item.value, { space: 2, quote: '"' }).replaceAll("\n", `\n${indent}`);
      text += `${indent}${name}: ${value}, // ${item.from.key}, line ${item.from.line}\n`;
    }
  }
  return text;
}
