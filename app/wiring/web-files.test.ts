import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readWebPages } from "./web-files.ts";

describe("the pages as they are served", () => {
  const { html, files } = readWebPages();
  const scripts = [...files].filter(([path]) => /\.(ts|js|mjs)$/.test(path));
  const imports = (text: string) =>
    [...text.matchAll(/\b(?:import|export)\b[^"'`;()]*?\bfrom\s*"([^"]+)"/g)].map(([, to = ""]) => to);

  it("name only files that are there, by paths that change with the content", () => {
    const named = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path = ""]) => path);
    assert.ok(named.length > scripts.length);
    for (const path of named) {
      assert.match(path, /^\/assets\/[A-Za-z0-9_-]{16}\//);
      assert.ok(files.has(path), path);
    }
    assert.deepEqual(readWebPages().html, html);
  });

  it("import nothing that a browser does not have", () => {
    for (const [path, { bytes }] of scripts)
      for (const to of imports(bytes.toString("utf8"))) {
        assert.match(to, /^\.\.?\//, path);
        assert.ok(files.has(new URL(to, `http://x${path}`).pathname), `${path} imports ${to}`);
      }
  });

  it("hold no types, no code in the document, and nothing of another folder than a page needs", () => {
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)|\son\w+=|style=|<!--/);
    for (const [path, { mediaType, bytes }] of scripts) {
      assert.match(mediaType, /^text\/javascript/);
      assert.doesNotMatch(bytes.toString("utf8"), /^\s*(?:export )?(?:interface|type) \w+/m, path);
      assert.match(path, /^\/assets\/[^/]+\/(web|client|resources|jobs|packages\/preact)\//);
    }
  });

  it("are small: 250 kB at most, without compression", () => {
    const sum = [...files.values()].reduce((bytes, file) => bytes + file.bytes.length, html.length);
    assert.ok(sum <= 250_000, `${sum} bytes in ${files.size} files`);
    assert.ok(files.size < 60);
  });
});
