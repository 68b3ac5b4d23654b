import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { startUp, type Up } from "../../../app/roles/up.ts";
import { createClient, type Client } from "../../../client/client.ts";
import { logIn } from "../../../client/identity.ts";
import { eventually } from "../../../local-cluster/testing/eventually.ts";
import { accessibilityFaults, startBrowser, type TestBrowser } from "../../services/browser.ts";

const SCHEMES = ["light", "dark"] as const;
/** The narrowest window that has to do, and a usual one. */
const WIDTHS = [320, 1200];
const FIRST_LOAD_BYTES = 250_000;
/** What the page of an output may hold: its window, and two blocks. */
const SHOWN_CHARACTERS = 256 * 1024 + 2 * 64 * 1024;

describe("the pages in Chromium", { timeout: 900_000 }, () => {
  let data: string;
  let up: Up;
  let token: string;
  let client: Client;
  let browser: TestBrowser;
  let page: Page;

  before(async () => {
    data = await mkdtemp(join(tmpdir(), "godocker-web-"));
    up = await startUp({ config: [], set: [], data, port: "0", say: () => undefined });
    token = readFileSync(up.tokenFile, "utf8").trim();
    client = createClient({ baseUrl: up.url, token });
    browser = await startBrowser();
    page = browser.page;
  });
  after(async () => {
    await browser[Symbol.asyncDispose]();
    await up.stop();
    await rm(data, { recursive: true, force: true });
  });

  const heading = (text: string | RegExp, on = page) =>
    on.getByRole("heading", { level: 1, name: text }).waitFor();
  const open = (path: string) => page.goto(up.url + path);
  const counted = (text: string) => page.locator(".counts").getByText(text).waitFor();
  const textOf = (selector: string) => page.locator(selector).innerText();
  const number = async (expression: string): Promise<number> => Number(await page.evaluate(expression));
  const submit = async (script: string, name: string): Promise<number> =>
    (await client.submit({ script: `#!/bin/sh\n${script}\n`, name, resources: { cpus: 0.1 } })).id;

  it("sign in by the printed link, once: the code leaves the address, and the token is in neither", async () => {
    const sizes: Promise<number>[] = [];
    page.on("response", (response) => {
      if (!response.url().includes("/api/")) sizes.push(response.body().then(({ length }) => length));
    });
    const link = up.signInUrl();
    assert.ok(!link.includes(token));
    await page.goto(link);
    await heading("Jobs");
    assert.equal(page.url(), `${up.url}/`);
    const loaded = await Promise.all(sizes);
    const sum = loaded.reduce((all, size) => all + size, 0);
    assert.ok(
      sum > 0 && sum <= FIRST_LOAD_BYTES && loaded.length <= 60,
      `${loaded.length} files, ${sum} bytes`,
    );
    page.removeAllListeners("response");
    await using other = await startBrowser();
    await other.page.goto(link);
    await heading("GoDocker", other.page);
    await other.page.getByRole("alert").getByText("used before").waitFor();
  });

  it("sign in with the token itself, and say when it is wrong", async () => {
    await using other = await startBrowser();
    await other.page.goto(`${up.url}/jobs?user=nobody`);
    await other.page.getByLabel("Token").fill("gd_wrong");
    await other.page.keyboard.press("Enter");
    await other.page.getByText("That is not the token of this server.").waitFor();
    await other.page.getByLabel("Token").fill(token);
    await other.page.keyboard.press("Enter");
    await heading("Jobs", other.page);
    assert.equal(await other.page.getByLabel("User").inputValue(), "nobody");
  });

  it("show a job the moment it is there, with what becomes of it, without being asked", async () => {
    await open("/jobs");
    await heading("Jobs");
    const row = page.getByRole("row").filter({ hasText: "appears" });
    assert.equal(await row.count(), 0);
    await submit("sleep 1; exit 3", "appears");
    await row.getByText("running").waitFor();
    await row.getByText("failed").waitFor();
    assert.match(await row.innerText(), /it exited with 3/);
    assert.match(await textOf(".counts"), /1 failed/);
  });

  it("do not push away the row that somebody is at: new jobs wait to be shown", async () => {
    await open("/jobs");
    await page.getByRole("link", { name: /appears/ }).focus();
    const id = await submit("true", "newcomer");
    await page.getByRole("button", { name: "Show 1 new job" }).click();
    await page.getByRole("link", { name: `${id} newcomer` }).waitFor();
    await page.waitForFunction("document.activeElement.id === 'title'"); // set once the new rows are there
  });

  it("narrow the list by state, user and name, and keep that in the address", async () => {
    await submit("true", "needle");
    await open("/jobs");
    await page.getByLabel("Name").fill("eedl");
    await page.waitForURL(/name=eedl/);
    await page.getByRole("row").filter({ hasText: "needle" }).getByText("succeeded").waitFor();
    assert.equal(await page.locator("tbody tr").count(), 1);
    await page.getByLabel("State").selectOption("failed");
    await page.getByText("No job is like that.").waitFor();
    await page.reload();
    await page.getByText("No job is like that.").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("link", { name: /appears/ }).waitFor();
    assert.equal(page.url(), `${up.url}/jobs`);
  });

  it("turn the pages of a long list, there and back", async () => {
    const specs = Array.from({ length: 120 }, () => ({ command: ["true"], name: "many", hold: true }));
    const ids: number[] = [];
    for await (const answer of client.submitMany(specs)) if ("id" in answer) ids.push(answer.id);
    await open("/jobs?name=many");
    await counted("Page 1, 100 of 120 jobs");
    await page.getByRole("button", { name: "Older" }).click();
    await counted("Page 2, 20 of 120 jobs");
    assert.match(
      await page.locator("tbody tr").last().innerText(),
      new RegExp(`\\b${Math.min(...ids)} many`),
    );
    await page.getByRole("button", { name: "Newer" }).click();
    await counted("Page 1, 100 of 120 jobs");
    for (const id of ids) await client.cancel(id);
  });

  it("say why a job waits, with the numbers, and go on when it is cancelled", async () => {
    const { id } = await client.submit({ command: ["true"], name: "too big", resources: { cpus: 1000 } });
    await open("/jobs?name=too+big");
    await page.getByRole("link", { name: "too big" }).click();
    await heading(`Job ${id}: too big`);
    await page.getByText(/asks for 1000 CPUs, .* with \d+ CPUs?/).waitFor();
    await client.cancel(id);
    await page.getByText("It was cancelled without having run.").waitFor();
    await page.getByRole("listitem").filter({ hasText: "Its end was asked for" }).waitFor();
  });

  it("show attempts, what happened, and how far an array is", async () => {
    const array = { from: 1, to: 4, maxConcurrent: 2 };
    const { id } = await client.submit({ command: ["sleep", "1"], array, resources: { cpus: 0.1 } });
    await open(`/jobs/${id}`);
    await page.getByText("4 of 4 tasks ended").waitFor();
    assert.equal(
      await page
        .getByRole("region", { name: /Attempts of/ })
        .locator("tbody tr")
        .count(),
      4,
    );
    await page.getByRole("listitem").filter({ hasText: "Attempt 1 of task 4 succeeded" }).waitFor();
    const value = await page.getByRole("progressbar").getAttribute("value");
    assert.equal(value, "4");
  });

  it("follow an output byte for byte, from the wait for the job to its end", async () => {
    const first = await submit("sleep 1", "first");
    const script =
      "#!/bin/sh\nprintf 'one\\r\\n\\ttwo  naïve €😀 <b>&amp;\\n'; sleep 1; printf 'no end of line'\n";
    const { id } = await client.submit({ script, dependencies: [{ job: first }], resources: { cpus: 0.1 } });
    await open(`/jobs/${id}/logs`);
    await page.getByText("It has not begun to run.").waitFor();
    await page.getByText("two  naïve").waitFor();
    await page.getByText("that is the end").waitFor();
    const shown = await page.evaluate("document.querySelector('[role=log]').textContent");
    assert.equal(shown, "one\r\n\ttwo  naïve €😀 <b>&amp;\nno end of line");
    await page.getByLabel("Stream").selectOption("stderr");
    await page.getByRole("log", { name: `stderr of job ${id}` }).waitFor();
    await open(`/jobs/${first}/logs`);
    await page.getByText("It wrote nothing").waitFor();
  });

  it("show a huge output from its end, a part at a time, and never more than a window of it", async () => {
    const id = await submit("seq 1 6000000; sleep 2; seq 6000001 6500000", "huge");
    const job = await client.get(id);
    await open(`/jobs/${job.id}/logs`);
    await page.getByText("that is the end").waitFor();
    const characters = await number("document.querySelector('[role=log]').textContent.length");
    assert.ok(characters > 0 && characters <= SHOWN_CHARACTERS, `${characters} characters`);
    const isAtEnd =
      "(({ scrollTop, clientHeight, scrollHeight }) => scrollTop + clientHeight >= scrollHeight - 40)(document.querySelector('[role=log]'))";
    assert.equal(await page.evaluate(isAtEnd), true);
    const lastLine = "document.querySelector('[role=log]').textContent.trimEnd().split('\\n').at(-1)";
    assert.equal(await page.evaluate(lastLine), "6500000");
    const firstLine = "document.querySelector('[role=log]').textContent.split('\\n', 1)[0]";
    assert.match(String(await page.evaluate(firstLine)), /^\d{7}$/);
    await page.getByRole("button", { name: "Start" }).click();
    await eventually("its beginning is shown", async () => (await page.evaluate(firstLine)) === "1");
    await page.getByRole("button", { name: "Later" }).click();
    await eventually("what follows is shown", async () => (await page.evaluate(firstLine)) !== "1");
    await page.getByRole("button", { name: "Earlier" }).click();
    await eventually("its beginning is shown", async () => (await page.evaluate(firstLine)) === "1");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save" }).click();
    const saved = readFileSync(await (await download).path());
    assert.equal(saved.length, 6_888_896 + 5_500_000 * 8);
  });

  it("show the nodes, and what of them is in use", async () => {
    await open("/nodes");
    await page.getByText(/1 node: .* CPUs? and .* memory in use/).waitFor();
    const id = await submit("sleep 30", "uses");
    await page.getByText(/1 node: 0\.1 of/).waitFor();
    await client.cancel(id);
    await page.getByText(/1 node: 0 of/).waitFor();
  });

  it("make a token, show it once, and end it", async () => {
    await open("/account");
    await heading("Account");
    await page.getByLabel("Token name").fill("nightly");
    await page.getByLabel("jobs:read").check();
    await page.getByRole("button", { name: "Make a token" }).click();
    const made = await page.locator(".once pre").innerText();
    const fresh = createClient({ baseUrl: up.url, token: made });
    assert.ok((await fresh.list({ pageSize: 1 }).next()).done !== undefined);
    await assert.rejects(fresh.submit({ command: ["true"] }), { status: 403 });
    await page.reload();
    await page.getByRole("cell", { name: "jobs:read" }).waitFor();
    assert.equal(await page.locator(".once").count(), 0);
    assert.ok(!(await page.content()).includes(made));
    await page.getByRole("button", { name: "End nightly" }).click();
    await page.getByRole("dialog", { name: "End nightly?" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await eventually(
      "the focus is where it was",
      async () =>
        (await page.evaluate("document.activeElement.getAttribute('aria-label')")) === "End nightly",
    );
    await page.getByRole("button", { name: "End nightly" }).click();
    await page.getByRole("button", { name: "End it" }).click();
    await page.getByRole("button", { name: "End nightly" }).waitFor({ state: "detached" });
    await eventually("it is good no more", () =>
      fresh.whoami().then(
        () => false,
        () => true,
      ),
    );
  });

  it("have no fault that rules of accessibility find, in both colour schemes, and fit into 320 pixels", async () => {
    const failed = (await client.list({ state: ["failed"], pageSize: 1 }).next()).value;
    const pages = [
      "/jobs",
      "/jobs?state=suspended",
      `/jobs/${failed?.id}`,
      `/jobs/${failed?.id}/logs`,
      "/nodes",
      "/account",
      "/people",
      "/jobs/0",
    ];
    const array = await client.submit({
      command: ["true"],
      array: { from: 1, to: 3 },
      resources: { cpus: 0.1 },
    });
    await client.waitForEnd(array.id);
    await using stranger = await startBrowser();
    for (const [on, path] of [
      ...[...pages, `/jobs/${array.id}`].map((path) => [page, path] as const),
      [stranger.page, "/"] as const,
    ]) {
      for (const colorScheme of SCHEMES)
        for (const width of WIDTHS) {
          const where = `${path}, ${colorScheme}, ${width} pixels`;
          await on.emulateMedia({ colorScheme });
          await on.setViewportSize({ width, height: 800 });
          await on.goto(up.url + path);
          await on.getByRole("heading", { level: 1 }).waitFor();
          await on.locator(".loading").waitFor({ state: "detached" });
          assert.deepEqual(await accessibilityFaults(on), [], where);
          const excess = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
          assert.equal(Number(await on.evaluate(excess)), 0, where);
        }
    }
    await page.emulateMedia({ colorScheme: null });
    await page.setViewportSize({ width: 1200, height: 800 });
  });

  it("are usable by keys alone, and always show where the focus is", async () => {
    await open("/jobs?name=appears");
    await page.getByRole("link", { name: /appears/ }).waitFor();
    const seen: string[] = [];
    const focused =
      "(({ outlineStyle, outlineWidth }, { tagName, innerText, name }) => [tagName, (innerText || name || '').split('\\n', 1)[0], outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2].join(' '))(getComputedStyle(document.activeElement), document.activeElement)";
    const tab = async (): Promise<string> => {
      await page.keyboard.press("Tab");
      const now = String(await page.evaluate(focused));
      seen.push(now);
      return now;
    };
    const arrived = (): Promise<void> =>
      eventually(
        "the heading has the focus",
        async () => (await page.evaluate("document.activeElement.id")) === "title",
      );
    while (!/appears/.test(await tab())) assert.ok(seen.length < 20, seen.join("\n"));
    assert.deepEqual(
      seen.slice(0, 8).map((each) => each.replace(/ true$/, "")),
      [
        "A Skip to the content",
        "A GoDocker",
        "A Jobs",
        "A Nodes",
        "A People",
        "A Account",
        "A Help",
        "BUTTON Sign out",
      ],
    );
    for (const each of seen) assert.match(each, / true$/, seen.join("\n"));
    await page.keyboard.press("Enter");
    await heading(/: appears/);
    await arrived();
    assert.match(await tab(), /^A Output true$/);
    await page.keyboard.press("Enter");
    await heading(/Output of/);
    await arrived();
    await page.getByText("It wrote nothing").waitFor();
    for (let at = 0; at < 12 && !(await tab()).startsWith("DIV"); at += 1);
    assert.match(seen.at(-1) ?? "", /^DIV .*true$/);
    await page.goBack();
    await heading(/: appears/);
    await page.goBack();
    await heading("Jobs");
  });

  it("are signed in in a new tab, too, and signed out in all of them", async () => {
    await open("/jobs");
    await heading("Jobs");
    const tab = await browser.context.newPage();
    await tab.goto(`${up.url}/nodes`);
    await heading("Nodes", tab);
    await tab.getByRole("button", { name: "Sign out" }).click();
    await heading("GoDocker", tab);
    await page.getByText("You signed out in another tab.").waitFor();
    await page.reload();
    await page.getByLabel("Token").waitFor();
    assert.equal(
      await page.evaluate("JSON.stringify([{ ...sessionStorage }, { ...localStorage }])"),
      "[{},{}]",
    );
  });

  it("did all that without an error, and without a request to anybody else", () => {
    assert.deepEqual(browser.errors, []);
    assert.ok(browser.requests.length > 100);
    for (const url of browser.requests)
      assert.ok(url.startsWith(`${up.url}/`) || url.startsWith(`blob:${up.url}/`), url);
    assert.ok(!browser.requests.some((url) => url.includes(token)));
  });

  it("leave the token in no log and no history", async () => {
    await browser.close();
    const logs = join(up.stateDirectory, "log");
    for (const file of readdirSync(logs)) {
      const text = readFileSync(join(logs, file), "utf8");
      assert.ok(!text.includes(token) && !text.includes("#code="), file);
    }
    const history = readFileSync(join(browser.profile, "Default", "History"), "latin1");
    assert.ok(history.includes(up.url), "the browser keeps a history");
    assert.ok(!history.includes(token));
  });
});

describe("the pages of a site with many people, in Chromium", { timeout: 900_000 }, () => {
  const PASSWORD = "violet tram 84 moss";
  let data: string;
  let up: Up;
  let admin: TestBrowser;
  let ana: TestBrowser;

  before(async () => {
    data = await mkdtemp(join(tmpdir(), "godocker-web-people-"));
    const set = ["auth.backends=local"];
    up = await startUp({ config: [], set, data, port: "0", say: () => undefined });
    admin = await startBrowser();
    ana = await startBrowser();
    await admin.page.goto(up.signInUrl());
    await admin.page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
  });
  after(async () => {
    await admin[Symbol.asyncDispose]();
    await ana[Symbol.asyncDispose]();
    await up.stop();
    await rm(data, { recursive: true, force: true });
  });

  it("make an account whose password is for one sign-in, and sign in with a new one", async () => {
    const { page } = admin;
    await page.getByRole("link", { name: "People" }).click();
    await page.getByText("Nobody of that name is known.").waitFor();
    await page.getByLabel("Account name").fill("ana");
    await page.getByLabel("Its user id").fill("20001");
    await page.getByLabel("Its group id").fill("20001");
    await page.getByRole("button", { name: "Make an account" }).click();
    const first = await page.locator(".once pre").innerText();
    await page.getByRole("cell", { name: "20001" }).waitFor();
    await page.reload();
    await page.getByRole("cell", { name: "20001" }).waitFor();
    assert.ok(!(await page.content()).includes(first));
    await ana.page.goto(`${up.url}/account`);
    await ana.page.getByLabel("Name").fill("ana");
    await ana.page.getByLabel("Password", { exact: true }).fill(first);
    await ana.page.keyboard.press("Enter");
    await ana.page.getByLabel("New password").fill(PASSWORD);
    await ana.page.keyboard.press("Enter");
    await ana.page.getByText("session, this one").waitFor();
    assert.equal(await ana.page.getByRole("link", { name: "People" }).count(), 0);
  });

  it("ask an administrator for a reason, which the owner is told, and show the output then", async () => {
    const { token } = await logIn({ baseUrl: up.url }, { user: "ana", password: PASSWORD });
    const client = createClient({ baseUrl: up.url, token });
    const { id } = await client.submit({ command: ["echo", "secret of ana"], resources: { cpus: 0.1 } });
    assert.equal((await client.waitForEnd(id)).state, "succeeded");
    const { page } = admin;
    await page.goto(`${up.url}/jobs/${id}/logs`);
    const dialog = page.getByRole("dialog", { name: "This is somebody else's" });
    await dialog.waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.ok(!(await page.content()).includes("secret of ana"));
    await page.getByLabel("Why do you read it?").fill("because");
    await page.keyboard.press("Enter");
    await dialog.getByText("8 characters or more").waitFor();
    await page.getByLabel("Why do you read it?").fill("ticket 4711: the disk is full");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("secret of ana").waitFor();
    await eventually("she is told", async () => {
      for await (const event of client.history(id)) if (event.type === "looked_at") return true;
      return false;
    });
  });

  it("shut somebody out, whose page is signed out then, and let them in again", async () => {
    const { page } = admin;
    await page.goto(`${up.url}/people`);
    await page.getByRole("button", { name: "Shut out ana" }).click();
    await page.getByLabel("Why, for the audit log").fill("left");
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.keyboard.press("Enter");
    await page.getByRole("cell", { name: "shut out" }).waitFor();
    await ana.page.reload();
    await ana.page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    await page.getByRole("button", { name: "Let in ana" }).click();
    await page.getByRole("cell", { name: "active" }).waitFor();
  });

  it("did all that without an error, and without a request to anybody else", () => {
    for (const { errors, requests } of [admin, ana]) {
      // A refusal that the page asks about, and a wrong password, are told by the browser, too.
      assert.deepEqual(
        errors.filter((error) => !/status of (401|403|422)/.test(error)),
        [],
      );
      for (const url of requests) assert.ok(url.startsWith(`${up.url}/`), url);
    }
  });
});
