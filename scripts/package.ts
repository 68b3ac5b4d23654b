// `npm run package`: JavaScript of everything that the published package runs, in `dist/`; `npm pack` does it by itself.
// Types are taken off, nothing else: the files stay what they are, so that messages name lines that exist.
import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = dirname(import.meta.dirname);
const dist = join(root, "dist");
/** What is JavaScript already, or is read while it runs and is no module. */
const FILES = [
  "proto/generated/mesos.js",
  "docs",
  "examples/kmers",
  "web/index.html",
  "web/style.css",
  "web/icon.svg",
];

rmSync(dist, { recursive: true, force: true });
compile("tsconfig.package.json", dist);
// Declarations are for those who import `godocker/client` or `godocker/plugin`.
const types = join(root, "tmp", "package-types");
rmSync(types, { recursive: true, force: true });
compile("tsconfig.client.json", types);
for (const file of globSync("**/*.d.ts", { cwd: types })) {
  const text = readFileSync(join(types, file), "utf8");
  mkdirSync(dirname(join(dist, file)), { recursive: true });
  writeFileSync(join(dist, file), text.replaceAll(/(from "\.[^"]*)\.ts"/g, '$1.js"'));
}
rmSync(types, { recursive: true });
for (const file of FILES) {
  mkdirSync(dirname(join(dist, file)), { recursive: true });
  cpSync(join(root, file), join(dist, file), { recursive: true });
}
const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly name: string;
  readonly version: string;
};
// What it is made of, for those who must know.
const { status, stdout } = spawnSync(
  "npm",
  ["sbom", "--sbom-format=cyclonedx", "--omit=dev", "--package-lock-only"],
  {
    cwd: root,
    stdio: ["ignore", "pipe", 2],
  },
);
if (status !== 0) throw new Error(`npm sbom ended with ${status}`);
writeFileSync(join(dist, "sbom.cdx.json"), stdout);
// The program finds its version beside its folders, here as in a clone.
writeFileSync(join(dist, "package.json"), `${JSON.stringify({ name, version, type: "module" }, null, 2)}\n`);
console.error(`${globSync("**/*.js", { cwd: dist }).length} modules in dist/`);

function compile(project: string, outDir: string): void {
  const words = [
    join(root, "node_modules/typescript/bin/tsc"),
    "-p",
    join(root, project),
    "--outDir",
    outDir,
  ];
  const { status } = spawnSync(process.execPath, words, { stdio: ["ignore", 2, 2], cwd: root });
  if (status !== 0) throw new Error(`tsc ended with ${status}`);
}
