import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { smallest } from "./leader.ts";
import { parseZooKeeperUrl, zooKeeperUrlText } from "./zookeeper-url.ts";

describe("the URL of ZooKeeper", () => {
  it("names servers, a path and perhaps credentials", () => {
    assert.deepEqual(parseZooKeeperUrl("zk://a:1,b/mesos/one/"), {
      servers: "a:1,b:2181",
      path: "/mesos/one",
      auth: undefined,
    });
    const url = parseZooKeeperUrl("zk://user:secret@a:1/mesos");
    assert.equal(url.auth, "user:secret");
    assert.equal(zooKeeperUrlText(url), "zk://user:***@a:1/mesos");
  });

  it("has a path other than /", () => {
    for (const text of ["zk://a:1", "zk://a:1/"])
      assert.throws(() => parseZooKeeperUrl(text), /Expecting a \(chroot\) path/);
    assert.throws(() => parseZooKeeperUrl("zk://user@a:1/x"), /user:password/);
    assert.throws(() => parseZooKeeperUrl("http://a:1/x"), /expected zk:/);
  });
});

describe("the leader among the members", () => {
  it("has the smallest number, whatever its label; what has no number is no member", () => {
    assert.equal(
      smallest(["json.info_0000000010", "info_0000000009", "log_replicas", "registry"]),
      "info_0000000009",
    );
    assert.equal(smallest(["0000000003", "json.info_0000000007"]), "0000000003");
    assert.equal(smallest(["log_replicas"]), undefined);
  });
});
