import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseZooKeeperUrl, zooKeeperUrlText } from "./zookeeper-url.ts";

describe("the address of ZooKeeper", () => {
  it("names servers and a path, and perhaps who asks [C-52]", () => {
    assert.deepEqual(parseZooKeeperUrl("zk://a.example:1,b/mesos/one/"), {
      servers: ["a.example:1", "b:2181"],
      path: "/mesos/one",
      auth: undefined,
    });
    assert.equal(parseZooKeeperUrl("zk://u:p@ss:w@a:1/m@n").auth, "u:p@ss:w");
  });

  it("is shown without its password", () => {
    const shown = zooKeeperUrlText(parseZooKeeperUrl("zk://user:s3cret@a:1,b:2/mesos"));
    assert.equal(shown, "zk://user:***@a:1,b:2/mesos");
  });

  for (const [text, why] of [
    ["zk://a:1", /lacks the path/],
    ["zk://a:1/", /lacks the path/],
    ["zk://a:1//x", /no path in ZooKeeper/],
    ["zk://a:1/x/../y", /no path in ZooKeeper/],
    ["zk:///mesos", /no HOST:PORT/],
    ["zk://a:0/mesos", /no HOST:PORT/],
    ["zk://a:1,,b:1/mesos", /no HOST:PORT/],
    ["zk://[::1]:2181/mesos", /IPv6/],
    ["zk://s3cret@a:1/mesos", /USER:PASSWORD/],
    ["zk://:s3cret@a:1/mesos", /USER:PASSWORD/],
    ["http://a:1/mesos", /zk:/],
  ] as const) {
    it(`is not "${text}", and its fault shows no password`, () => {
      assert.throws(
        () => parseZooKeeperUrl(text),
        (error) =>
          error instanceof RangeError &&
          why.test(error.message) &&
          error.message.includes("write zk://") &&
          !error.message.includes("s3cret"),
      );
    });
  }
});
