import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createClient, type Client } from "../../../client/client.ts";
import { ApiError } from "../../../client/http.ts";
import { logIn } from "../../../client/identity.ts";
import { startLocalCluster, type LocalCluster } from "../../../local-cluster/start.ts";
import { eventually } from "../../../local-cluster/testing/eventually.ts";
import { install, type Installation } from "../../installation.ts";
import { startBrowser } from "../../services/browser.ts";
import {
  BASE,
  GROUPS_DN,
  ldapTree,
  passwordOf,
  PEOPLE_DN,
  SERVICE_DN,
  SERVICE_PASSWORD,
  userName,
} from "../../services/ldap-tree.ts";
import { startSlapd, type TestLdap } from "../../services/slapd.ts";

const SMALL = { cpus: 0.1, memoryBytes: 32 * 1024 ** 2 };
const [ANA, BEA, CLEO, DORA] = [1, 2, 3, 4].map(userName) as [string, string, string, string];

describe("jobs of people of LDAP", { timeout: 900_000 }, () => {
  let home: string;
  let ldap: TestLdap;
  let cluster: LocalCluster;
  let installation: Installation;

  before(async () => {
    assert.equal(process.getuid?.(), 0, "jobs of other accounts are started by root only");
    home = mkdtempSync(join(tmpdir(), "godocker-ldap-jobs-"));
    const passwordFile = join(home, "ldap-password");
    writeFileSync(passwordFile, `${SERVICE_PASSWORD}\n`, { mode: 0o600 });
    ldap = await startSlapd(join(home, "slapd"), ldapTree());
    cluster = await startLocalCluster({
      directory: join(home, "cluster"),
      agents: [{ hostname: "localhost", resources: "cpus:4;mem:4096;disk:1000" }],
    });
    installation = await install({
      masterUrl: cluster.masterUrl,
      set: [
        "auth.backends=local,ldap",
        "auth.admins=@site (main)*",
        "auth.knownFor=1s",
        "auth.unknownFor=1s",
        `ldap.urls=${ldap.url}`,
        "ldap.startTls=true",
        `ldap.ca=${ldap.ca}`,
        `ldap.baseDn=${BASE}`,
        `ldap.groupBaseDn=${GROUPS_DN}`,
        `ldap.bindDn=${SERVICE_DN}`,
        `ldap.bindPasswordFile=${passwordFile}`,
        "ldap.userFilter=(&(objectClass=inetOrgPerson)(uid={user}))",
        "ldap.timeout=2s",
        "scheduling.refuseWaiting=1s",
      ],
    });
  });
  after(async () => {
    await installation[Symbol.asyncDispose]();
    await cluster.stop();
    await ldap.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const clientOf = async (user: string, password = passwordOf(user)): Promise<Client> => {
    const { token } = await logIn({ baseUrl: installation.url }, { user, password });
    return createClient({ baseUrl: installation.url, token });
  };
  const change = (ldif: string): void => {
    execFileSync("ldapmodify", ["-x", "-H", ldap.url, "-D", `cn=admin,${BASE}`, "-w", "admin"], {
      input: ldif,
    });
  };
  const outputOf = async (client: Client, id: number): Promise<string> => {
    let text = "";
    const decoder = new TextDecoder();
    for await (const piece of client.logs(id)) text += decoder.decode(piece);
    return text;
  };
  const run = async (client: Client, words: readonly [string, ...string[]]) => {
    const { id } = await client.submit({ command: words, resources: SMALL });
    const job = await client.waitForEnd(id);
    return { job, text: await outputOf(client, id) };
  };

  it("run as them, with their groups, and with no group of the system", async () => {
    const { job, text } = await run(await clientOf(ANA.toUpperCase(), passwordOf(ANA)), ["id"]);
    assert.equal(job.state, "succeeded");
    assert.equal(job.user, ANA);
    assert.match(text, /^uid=20001.* gid=40001.* groups=40001[^,]*,40000[^,]*\n/m);
    assert.doesNotMatch(text, /\b50\b/, "group 50 is one of the machine");
  });

  it("read and write nothing of each other", async () => {
    const [ana, bea] = [await clientOf(ANA), await clientOf(BEA)];
    const { id } = await ana.submit({
      command: ["sh", "-c", "umask 077; echo secret >mine; pwd; sleep 30"],
      resources: SMALL,
    });
    await eventually("it runs", async () => (await outputOf(ana, id).catch(() => "")).includes("/"));
    const place = (await outputOf(ana, id)).trim();
    const { job, text } = await run(bea, ["sh", "-c", 'cat "$0/mine"; touch "$0/yours"', place]);
    assert.equal(job.state, "failed");
    assert.doesNotMatch(text, /secret/);
    await assert.rejects(bea.get(id), (error) => error instanceof ApiError && error.status === 404);
    await ana.cancel(id);
  });

  it("are refused for who has no number, or that of an account of the system", async () => {
    for (const user of ["system", "nonumbers"]) {
      const client = await clientOf(user);
      await assert.rejects(
        client.submit({ command: ["id"] }),
        (error) =>
          error instanceof ApiError && error.status === 403 && /user id|group id/.test(error.message),
      );
    }
  });

  it("are not let in by any way to ask for others", async () => {
    for (const user of [
      "*",
      "*)(uid=*",
      `${ANA})(&)`,
      "\\00",
      `${ANA},ou=people`,
      "x".repeat(256),
      "twice",
      "expired",
    ]) {
      await assert.rejects(
        clientOf(user, passwordOf(ANA)),
        (error) => error instanceof ApiError && error.status === 401,
        user,
      );
    }
    await assert.rejects(clientOf(ANA, ""), (error) => error instanceof ApiError && error.status === 401);
  });

  it("start while LDAP is away, for those who were known; nobody signs in then", async () => {
    const client = await clientOf(BEA);
    const { id } = await client.submit({ command: ["sleep", "0"], resources: SMALL, hold: true });
    await ldap.stop();
    await client.release(id);
    assert.equal((await client.waitForEnd(id)).state, "succeeded");
    assert.equal((await run(client, ["id"])).job.state, "succeeded", "submitted while it is away");
    await assert.rejects(
      clientOf(BEA),
      (error) => error instanceof ApiError && error.code === "directory_unavailable",
    );
    await ldap.start();
    await eventually("people sign in again", async () =>
      clientOf(BEA).then(
        () => true,
        () => false,
      ),
    );
  });

  it("are held when their owner is another account by now, or none", async () => {
    const client = await clientOf(CLEO);
    const dn = `uid=${CLEO},${PEOPLE_DN}`;
    const held = async (what: string): Promise<void> => {
      const { id } = await client.submit({ command: ["id"], resources: SMALL, hold: true });
      change(what);
      await new Promise((resolve) => setTimeout(resolve, 1500)); // what is remembered of a person is older than that now
      const admin = createClient({ baseUrl: installation.url, token: installation.token });
      await admin.release(id);
      await eventually("a launch of it is refused, and it is held again", async () => {
        const [attempts, job] = [(await admin.attempts(id)).items, await admin.get(id)];
        return attempts.length > 0 && job.state === "held";
      });
      const [attempt] = (await admin.attempts(id)).items;
      assert.match(attempt?.message ?? "", /held until it is released/);
      await admin.cancel(id);
    };
    await held(`dn: ${dn}\nchangetype: modify\nreplace: uidNumber\nuidNumber: 29999\n`);
    await held(`dn: ${dn}\nchangetype: delete\n`);
    await eventually("her token lets nobody in", async () =>
      client.whoami().then(
        () => false,
        (error: unknown) => error instanceof ApiError && error.status === 401,
      ),
    );
  });

  it("end with their owner's rights when an administrator shuts them out", async () => {
    const client = await clientOf(DORA);
    const admin = createClient({ baseUrl: installation.url, token: installation.token });
    await admin.changeUser(DORA, { disabled: true, reason: "a test" });
    await eventually("the token ends", async () =>
      client.whoami().then(
        () => false,
        (error: unknown) => error instanceof ApiError && error.status === 401,
      ),
    );
    await assert.rejects(clientOf(DORA), (error) => error instanceof ApiError && error.status === 401);
    await admin.changeUser(DORA, { disabled: false });
    await eventually("she is back", async () =>
      clientOf(DORA).then(
        () => true,
        () => false,
      ),
    );
  });

  it("come from a browser as well, which signs in with name and password", async () => {
    await using browser = await startBrowser();
    const { page } = browser;
    await page.goto(installation.url);
    await page.getByLabel("Name").fill(BEA);
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("User and password do not belong together.").waitFor();
    await page.getByLabel("Password").fill(passwordOf(BEA));
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
    const kept = await page.evaluate(
      "JSON.stringify({ ...sessionStorage, ...localStorage }) + document.cookie",
    );
    assert.doesNotMatch(String(kept), /gd_/, "no script sees what signs in");
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Name").waitFor();
    await page.reload();
    await page.getByLabel("Name").waitFor();
  });
});
