import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { eventually } from "../../local-cluster/testing/eventually.ts";
import { freePort } from "../../local-cluster/testing/free-port.ts";
import { BASE } from "./ldap-tree.ts";
import { ensurePackages } from "./packages.ts";

/** A real OpenLDAP on this machine, for tests. */
export interface TestLdap {
  readonly url: string;
  readonly tlsUrl: string;
  /** Certificate of the authority that signed the server's. */
  readonly ca: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops answering without being gone, or goes on. */
  pause(): void;
  resume(): void;
}

const ADMIN = `cn=admin,${BASE}`;

/**
 * @param ldif  what it holds at the start
 * @param policy  DN of the password policy that holds for everybody; absent: there is none
 */
export async function startSlapd(directory: string, ldif: string, policy?: string): Promise<TestLdap> {
  ensurePackages(
    ["/usr/sbin/slapd", "/usr/bin/ldapmodify", "/usr/bin/openssl"],
    ["slapd", "ldap-utils", "openssl"],
  );
  mkdirSync(join(directory, "db"), { recursive: true });
  makeCertificates(directory);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const config = join(directory, "slapd.conf");
  writeFileSync(
    config,
    `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
${policy === undefined ? "" : "moduleload ppolicy"}
pidfile ${directory}/slapd.pid
TLSCACertificateFile ${directory}/ca.crt
TLSCertificateFile ${directory}/tls.crt
TLSCertificateKeyFile ${directory}/tls.key
sizelimit 500
database mdb
maxsize 268435456
suffix "${BASE}"
rootdn "${ADMIN}"
rootpw admin
directory ${directory}/db
index objectClass,uid,memberUid,member,uidNumber eq
limits dn.exact="cn=godocker,${BASE}" size.soft=500 size.hard=unlimited size.pr=unlimited size.prtotal=unlimited
access to attrs=userPassword by anonymous auth by self write by * none
access to * by * read
${policy === undefined ? "" : `overlay ppolicy\nppolicy_default "${policy}"\nppolicy_use_lockout`}
`,
  );
  const file = join(directory, "tree.ldif");
  writeFileSync(file, ldif);
  execFileSync("/usr/sbin/slapadd", ["-q", "-f", config, "-l", file], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let child: ReturnType<typeof spawn> | undefined;
  const start = async (): Promise<void> => {
    const urls = `ldap://127.0.0.1:${port}/ ldaps://127.0.0.1:${tlsPort}/`;
    child = spawn("/usr/sbin/slapd", ["-d", "none", "-f", config, "-h", urls], { stdio: "ignore" });
    await eventually("slapd listens", () => listens(port));
  };
  await start();
  return {
    url: `ldap://localhost:${port}`,
    tlsUrl: `ldaps://localhost:${tlsPort}`,
    ca: join(directory, "ca.crt"),
    start,
    pause: () => void child?.kill("SIGSTOP"),
    resume: () => void child?.kill("SIGCONT"),
    async stop() {
      const running = child;
      if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
      const gone = new Promise((resolve) => running.once("exit", resolve));
      running.kill("SIGKILL");
      await gone;
    },
  };
}

/** An authority, and a certificate for this machine that it signed. */
export function makeCertificates(directory: string): void {
  mkdirSync(directory, { recursive: true });
  if (existsSync(join(directory, "tls.crt"))) return;
  const at = (name: string) => join(directory, name);
  const openssl = (...words: readonly string[]) =>
    execFileSync("openssl", words, { stdio: ["ignore", "ignore", "pipe"] });
  const fresh = ["-newkey", "rsa:2048", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...fresh,
    "-days",
    "2",
    "-subj",
    "/CN=test-ca",
    "-keyout",
    at("ca.key"),
    "-out",
    at("ca.crt"),
  );
  openssl("req", ...fresh, "-subj", "/CN=localhost", "-keyout", at("tls.key"), "-out", at("tls.csr"));
  writeFileSync(at("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  const signed = ["-CA", at("ca.crt"), "-CAkey", at("ca.key"), "-CAcreateserial", "-extfile", at("names")];
  openssl("x509", "-req", "-in", at("tls.csr"), ...signed, "-days", "2", "-out", at("tls.crt"));
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => (socket.destroy(), resolve(true)));
    socket.once("error", () => resolve(false));
  });
}
