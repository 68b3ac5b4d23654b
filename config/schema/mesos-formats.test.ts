import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { shown } from "../loading/assignments.ts";
import { Refusal } from "../formats/formats.ts";
import { masters, roles } from "./mesos-formats.ts";

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const port = fc.integer({ min: 1, max: 65_535 });
const zooKeeperUrl = fc
  .record({
    user: fc.option(fc.tuple(word, fc.stringMatching(/^[A-Za-z0-9!$%.,;@-]{1,12}$/)), { nil: undefined }),
    servers: fc.array(fc.tuple(word, fc.option(port, { nil: undefined })), { minLength: 1, maxLength: 5 }),
    path: fc.array(word, { minLength: 1, maxLength: 3 }),
  })
  .filter(({ user }) => user?.[1].includes("@") !== true)
  .map(({ user, servers, path }) => ({
    password: user?.[1],
    url: `zk://${user === undefined ? "" : `${user.join(":")}@`}${servers
      .map(([host, at]) => (at === undefined ? host : `${host}:${at}`))
      .join(",")}/${path.join("/")}`,
  }));

describe("a ZooKeeper URL", () => {
  it("is taken as it is, as text, in a list, and from a variable", () => {
    fc.assert(
      fc.property(zooKeeperUrl, ({ url }) => {
        for (const given of [url, [url], masters.fromText(url)])
          assert.deepEqual(masters.read(given), { kind: "zookeeper", url });
      }),
    );
  });

  it("is never shown with its password", () => {
    fc.assert(
      fc.property(zooKeeperUrl, ({ url, password }) => {
        fc.pre(
          password !== undefined &&
            password.length > 3 &&
            !url.replace(`:${password}@`, "").includes(password),
        );
        assert.ok(!shown(url).includes(password ?? ""), shown(url));
      }),
    );
  });
});

describe("whatever is given for masters and roles", () => {
  it("is taken or refused with a sentence", () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.string(),
      fc.string().map((text) => `zk://${text}`),
    );
    fc.assert(
      fc.property(anything, (value) => {
        for (const format of [masters, roles]) {
          try {
            format.read(value);
          } catch (error) {
            assert.ok(error instanceof Refusal && error.message !== "", String(error));
          }
        }
      }),
    );
  });
});
