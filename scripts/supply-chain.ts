// What of others' code is in here. Pure: from the text of package-lock.json, so that tests can plant faults.

/** Licences that a program under Apache-2.0 may be given away with. */
const LICENCES = new Set(
  "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause BlueOak-1.0.0 ISC MIT MIT-0 MPL-2.0 Python-2.0 Unlicense".split(
    " ",
  ),
);
/** Node itself, of a version that package.json pins, comes by a script; nothing else may run one. */
const MAY_RUN_SCRIPTS = new Set(["node_modules/node"]);
const DIRECT_MAX = 40;

/** As npm writes it, version 3. */
interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Every fault as a sentence `package: what`. @throws SyntaxError */
export function supplyFaults(lockText: string): readonly string[] {
  const { packages } = JSON.parse(lockText) as Lock; // npm wrote it
  const found: string[] = [];
  const direct = Object.keys(packages[""]?.dependencies ?? {}).length;
  if (direct > DIRECT_MAX)
    found.push(`package.json: ${direct} dependencies; at most ${DIRECT_MAX} are wanted`);
  for (const [path, locked] of Object.entries(packages)) {
    if (path === "") continue;
    const { hasInstallScript, integrity, license, link, resolved } = locked;
    if (link === true) found.push(`${path}: is a link, and not a package of a registry`);
    else if (integrity?.startsWith("sha512-") !== true)
      found.push(`${path}: has no SHA-512 in package-lock.json`);
    if (resolved !== undefined)
      found.push(`${path}: names where it comes from; leave that to the registry in use`);
    if (hasInstallScript === true && !MAY_RUN_SCRIPTS.has(path))
      found.push(`${path}: runs a script when it is installed`);
    if (license === undefined || !LICENCES.has(license))
      found.push(`${path}: its licence, ${license ?? "which it does not name"}, is not among those that fit`);
  }
  return found;
}
