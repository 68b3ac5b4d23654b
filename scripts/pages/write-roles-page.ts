// `node scripts/pages/write-roles-page.ts [--check]`: the tables of docs/reference/roles.md from the table of rights, the routes and the commands.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { ROOT as ADMINISTRATOR } from "../../api/api.builders.ts";
import { aPeopledWorld } from "../../api/context/identity.builders.ts";
import { aLegacyWorld } from "../../api/godocker-1/godocker-1.builders.ts";
import { PERMISSIONS, ruleOf, STANDINGS, type Permission } from "../../auth/permissions.ts";
import { COMMANDS } from "../../cli/commands/commands.ts";
import { COMMAND_NEEDS } from "./command-needs.ts";

const PAGE = join(import.meta.dirname, "../../docs/reference/roles.md");
const BEGIN =
  "<!-- Written by scripts/pages/write-roles-page.ts from auth/permissions.ts: change it there. -->";

interface Named {
  readonly of: Permission;
  readonly name: string;
}

/** Every route with its permission, as the published document says. */
async function routesOf(): Promise<readonly Named[]> {
  await using world = await aPeopledWorld();
  const answer = await world.inject({ url: "/api/v2/openapi.json", as: ADMINISTRATOR });
  const paths: Readonly<
    Record<string, Readonly<Record<string, { readonly description?: string; readonly security?: [] }>>>
  > = answer.json().paths;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { description = "", security }]): Named => {
      const named = security === undefined ? /`(.*)`/.exec(description)?.[1] : "public";
      const of = PERMISSIONS.find((permission) => permission === named);
      if (of === undefined)
        throw new Error(`${method} ${path} declares no permission of the table of rights`);
      return { of, name: `${method.toUpperCase()} ${path}` };
    }),
  );
}

async function legacyRoutes(): Promise<readonly Named[]> {
  await using world = await aLegacyWorld();
  const found: Named[] = [];
  world.app.addHook("onRoute", ({ config, method, url }) => {
    if (!url.startsWith("/api/1.0")) return;
    const of = PERMISSIONS.find(
      (each) => config !== undefined && "permission" in config && config.permission === each,
    );
    if (of === undefined)
      throw new Error(`${String(method)} ${url} declares no permission of the table of rights`);
    found.push({
      of,
      name: `${String(method)} ${url.replaceAll(/:(\w+)\([^)]*\)/g, "{$1}").replace("*", "{path}")}`,
    });
  });
  await world.app.ready();
  return found;
}

function commandsOf(): readonly Named[] {
  return COMMANDS.flatMap(({ name }) => {
    const needs = Object.hasOwn(COMMAND_NEEDS, name) ? COMMAND_NEEDS[name] : undefined;
    if (needs === undefined)
      throw new Error(
        `the command ${name} declares no permission: give it a line in scripts/pages/command-needs.ts`,
      );
    return needs.map((of) => ({ of, name }));
  });
}

const routes = [...(await routesOf()), ...(await legacyRoutes())];
const commands = commandsOf();
const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const matrix = [
  row(["permission", "what", ...STANDINGS, "scopes of tokens"]),
  row(["---", "---", ...STANDINGS.map(() => "---"), "---"]),
  ...PERMISSIONS.map((permission) => {
    const { grants, says, scopes } = ruleOf(permission);
    return row([
      `\`${permission}\``,
      says,
      ...STANDINGS.map((standing) => grants[standing] ?? "–"),
      scopes.length === 0 ? "any" : scopes.map((scope) => `\`${scope}\``).join(", "),
    ]);
  }),
].join("\n");
const used = [
  row(["permission", "operations", "commands"]),
  row(["---", "---", "---"]),
  ...PERMISSIONS.map((permission) => {
    const named = (all: readonly Named[]) =>
      all
        .filter(({ of }) => of === permission)
        .map(({ name }) => `\`${name}\``)
        .join("<br>");
    return row([`\`${permission}\``, named(routes), named(commands)]);
  }),
].join("\n");

const before = readFileSync(PAGE, "utf8");
const head = before.slice(0, before.indexOf(BEGIN));
const page = await format(`${head}${BEGIN}\n\n${matrix}\n\n## What needs which\n\n${used}\n`, {
  parser: "markdown",
  printWidth: 110,
});
if (process.argv.includes("--check")) {
  if (page !== before) {
    console.log("docs/reference/roles.md is not what the table of rights says: npm run pages");
    process.exitCode = 1;
  }
} else writeFileSync(PAGE, page);
// The servers of the tests leave timers behind.
process.exit();
