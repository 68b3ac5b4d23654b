// `npm run advisories`: known weaknesses of the packages that are published with GoDocker. Where the registry does not
// tell, that is said, and is no failure.
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";

/** What npm writes with `--json`: with `vulnerabilities` when it was told, with `message` when not. */
interface Audit {
  readonly message?: string;
  readonly vulnerabilities?: Readonly<Record<string, { readonly name: string; readonly severity: string }>>;
}

const { stdout } = spawnSync("npm", ["audit", "--json", "--omit", "dev", "--package-lock-only"], {
  cwd: dirname(import.meta.dirname),
  encoding: "utf8",
  timeout: 60_000,
});
const audit = read(stdout);
if (audit?.vulnerabilities === undefined)
  console.log(
    `advisories: not checked, the registry does not tell${audit?.message === undefined ? "" : `: ${audit.message}`}`,
  );
else {
  const bad = Object.values(audit.vulnerabilities).filter(({ severity }) =>
    ["high", "critical"].includes(severity),
  );
  for (const { name, severity } of Object.values(audit.vulnerabilities)) console.log(`${severity}: ${name}`);
  console.log(
    `advisories: ${Object.keys(audit.vulnerabilities).length}, ${bad.length} of them high or critical`,
  );
  if (bad.length > 0) process.exitCode = 1;
}

function read(text: string): Audit | undefined {
  try {
    return JSON.parse(text) as Audit;
  } catch {
    return undefined; // npm itself did not get so far
  }
}
