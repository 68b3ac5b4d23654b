import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";

const ROOT = join(import.meta.dirname, "../../..");
const COMMAND_MS = 300_000;

/** What `npm pack` makes, installed into an empty folder as anybody would. */
describe("the published package", () => {
  const directory = mkdtempSync(join(tmpdir(), "godocker-package-"));
  const app = join(directory, "app");
  const env = {
    ...process.env,
    // The command finds the Node that this suite runs on.
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}`,
    HOME: directory,
    XDG_STATE_HOME: join(directory, "state"),
    XDG_CACHE_HOME: join(directory, "cache"),
    npm_config_cache: npmCache(),
  };
  const run = (command: string, args: readonly string[], cwd = app) => {
    const done = spawnSync(command, args, { cwd, env, encoding: "utf8", timeout: COMMAND_MS });
    return { status: done.status, stdout: done.stdout, stderr: done.error?.message ?? done.stderr };
  };
  const succeeds = (command: string, args: readonly string[], cwd = app): string => {
    const { status, stdout, stderr } = run(command, args, cwd);
    assert.equal(status, 0, `${command} ${args.join(" ")}: ${stderr}`);
    return stdout;
  };
  const godocker = join(app, "node_modules", ".bin", "godocker");

  before(() => {
    succeeds("npm", ["pack", "--pack-destination", directory, "--loglevel=error"], ROOT);
    const archive = readdirSync(directory).find((file) => file.endsWith(".tgz")) ?? "";
    succeeds("mkdir", [app], directory);
    writeFileSync(join(app, "package.json"), '{ "private": true, "type": "module" }\n');
    const words = ["install", "--no-audit", "--no-fund", "--loglevel=error", join(directory, archive)];
    // What is in the cache already is enough, unless this machine has only ever installed by the lock file.
    if (run("npm", [...words, "--offline"]).status !== 0) succeeds("npm", [...words, "--prefer-offline"]);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it("tells its version and explains itself", () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    assert.equal(succeeds(godocker, ["--version"]), `godocker ${version}\n`);
    assert.match(succeeds(godocker, ["help", "submit"]), /^usage: godocker submit/m);
    assert.match(succeeds(godocker, ["explain", "no_leader"]), /^no_leader \(problem\)/);
  });

  it("runs the demo, from nothing to the result", () => {
    const { status, stdout, stderr } = run(godocker, ["quickstart", "--once"]);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^The ten most frequent of 5383 4-mers:$/m);
  });

  it("is a client for programs, with types", () => {
    writeFileSync(
      join(app, "use.js"),
      'import { createClient } from "godocker/client";\n' +
        'const client = createClient({ baseUrl: "http://127.0.0.1:1", token: "t" });\n' +
        "await client.whoami().catch((error) => console.log(error.code));\n",
    );
    assert.equal(succeeds(process.execPath, ["use.js"]), "unreachable\n");
    writeFileSync(
      join(app, "use.ts"),
      'import { createClient, type Client } from "godocker/client";\n' +
        'export const client: Client = createClient({ baseUrl: "http://127.0.0.1:1", token: "t" });\n' +
        "export const id: Promise<number> = client.submit({ command: ['true'] }).then((job) => job.id);\n",
    );
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const options = [
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2024",
      "--skipLibCheck",
      "false",
    ];
    succeeds(process.execPath, [tsc, ...options, "--types", "", "--lib", "es2024,dom", "use.ts"]);
  });

  it("loads plugins, and has the types for those who write them", () => {
    writeFileSync(
      join(app, "free.ts"),
      'import { definePlugin, type StatusLine } from "godocker/plugin";\n' +
        'const lines: readonly StatusLine[] = [{ name: "a", ok: true, detail: "b" }];\n' +
        'export default definePlugin({ kind: "status", contract: 1, name: "a", create: () => ({ report: () => lines }) });\n',
    );
    writeFileSync(join(app, "godocker.json5"), '{ plugins: [{ use: "./free.ts" }] }');
    assert.match(succeeds(godocker, ["config", "check", "godocker.json5"]), /no faults/);
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const libraries = ["--lib", "es2024,esnext.disposable,esnext.iterator,dom"];
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--types", ""];
    succeeds(process.execPath, [tsc, ...options, ...libraries, "--skipLibCheck", "false", "free.ts"]);
  });

  it("serves the pages for browsers, with everything that they name", () => {
    writeFileSync(
      join(app, "pages.js"),
      'import { readWebPages } from "./node_modules/godocker/dist/app/wiring/web-files.js";\n' +
        "const { html, files } = readWebPages();\n" +
        'const named = [...html.matchAll(/(?:href|src)="(\\/[^"]+)"/g)].map(([, path]) => path);\n' +
        "console.log(named.length > 0, named.filter((path) => !files.has(path)).join());\n",
    );
    assert.equal(succeeds(process.execPath, ["pages.js"]), "true \n");
  });

  it("says what it is made of", () => {
    const bill = JSON.parse(readFileSync(join(app, "node_modules/godocker/dist/sbom.cdx.json"), "utf8")) as {
      readonly bomFormat: string;
      readonly components: readonly { readonly name: string }[]; // as CycloneDX has it
    };
    assert.equal(bill.bomFormat, "CycloneDX");
    assert.ok(bill.components.some(({ name }) => name === "fastify"));
    assert.ok(!bill.components.some(({ name }) => name === "typescript"), "what only tests and builds need");
  });

  it("has its manual page", () => {
    assert.match(
      readFileSync(join(app, "node_modules", "godocker", "man", "godocker.1"), "utf8"),
      /^\.TH GODOCKER 1/m,
    );
  });
});

function npmCache(): string {
  const { stdout } = spawnSync("npm", ["config", "get", "cache"], { encoding: "utf8" });
  return stdout.trim();
}
