import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { aWorld } from "../api.builders.ts";
import { PROBLEMS } from "../http/problems.ts";
import { DOCS_PATH, readDocPages } from "./doc-pages.ts";

const FOLDER = join(import.meta.dirname, "../../docs");
const pages = readDocPages(FOLDER);
const nobody = { host: "localhost", authorization: "" };

describe("the documentation under /docs", () => {
  it("has every page, and every link leads to a page and a heading", () => {
    const paths = globSync("**/*.md", { cwd: FOLDER }).map((file) => file.replace(/(?:^README)?\.md$/, ""));
    assert.ok(paths.length > 30);
    const html = new Map(paths.map((path) => [path, pages.page(path) ?? ""]));
    const lost = [...html].flatMap(([from, text]) =>
      [...text.matchAll(/(?:href|src)="([^"]+)"/g)].flatMap(([, target = ""]) => {
        const [address = "", heading] = target.split("#", 2);
        if (/^[a-z]+:|^\/$|^\/api\//.test(target)) return [];
        const path = address === "" ? from : address.slice(DOCS_PATH.length + 1);
        if (pages.picture(path) !== undefined) return [];
        const page = html.get(path);
        const isThere =
          page !== undefined && (heading === undefined || page.includes(`id="${decodeURI(heading)}"`));
        return isThere ? [] : [`${from}: ${target}`];
      }),
    );
    assert.deepEqual(lost, []);
  });

  it("lists every page in its index", () => {
    const index = pages.page("") ?? "";
    const missing = globSync("{tutorial,how-to/**/*,reference/*,explanation/*}.md", { cwd: FOLDER }).filter(
      (file) => !index.includes(`"${DOCS_PATH}/${file.slice(0, -".md".length)}"`),
    );
    assert.deepEqual(missing, []);
  });

  it("is served to everybody, without scripts", async () => {
    await using world = await aWorld({ docs: pages });
    const answer = await world.app.inject({ url: "/docs/reference/cli", headers: nobody });
    assert.equal(answer.statusCode, 200);
    assert.match(answer.body, /<h1 id="the-godocker-command">/);
    assert.match(String(answer.headers["content-security-policy"]), /^default-src 'none'/);
    assert.doesNotMatch(answer.body, /<script/);
  });

  it("answers 404 for what is no page", async () => {
    await using world = await aWorld({ docs: pages });
    for (const url of ["/docs/nothing", "/docs/../package.json", "/docs/%2e%2e/package", "/problems/none"])
      assert.equal((await world.app.inject({ url, headers: nobody })).statusCode, 404, url);
  });

  it("leads from the type of a problem to its meaning", async () => {
    await using world = await aWorld({ docs: pages });
    const text = pages.page("reference/problems") ?? "";
    for (const code of Object.keys(PROBLEMS)) {
      const answer = await world.app.inject({ url: `/problems/${code}`, headers: nobody });
      assert.equal(answer.headers.location, `/docs/reference/problems#${code}`);
      assert.ok(text.includes(`id="${code}"`), code);
    }
  });
});

describe("the search of the documentation", () => {
  it("finds sections with all words", () => {
    const html = pages.search("Preemption Backfill");
    assert.match(html, /href="\/docs\/explanation\/scheduling#/);
    assert.match(pages.search("xyzzy-not-a-word"), /0 sections/);
  });

  it("shows words as text", () => {
    assert.doesNotMatch(pages.search('"><script>alert(1)</script>'), /<script/);
  });
});
