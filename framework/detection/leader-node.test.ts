import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { candidatesOf, leadingNode } from "./leader-node.ts";
import { masterNode } from "./tiny-zookeeper.builders.ts";

const NODE = "json.info_0000000001";
const urls = (fields: object, scheme: "http" | "https" = "http"): readonly string[] =>
  candidatesOf(NODE, Buffer.from(masterNode(fields)), scheme).map(({ baseUrl }) => baseUrl);

describe("the node of the leader", () => {
  for (const [names, leader] of [
    [["json.info_0000000012", "json.info_0000000003"], "json.info_0000000003"],
    [["json.info_0000000010", "info_0000000009", "log_replicas"], "info_0000000009"],
    [["0000000004", "json.info_0000000005"], "0000000004"],
    [["json.info_10", "json.info_9"], "json.info_9"],
    [["json.info_2147483647", "json.info_-2147483648"], "json.info_-2147483648"],
    [["log_replicas", "config", "x_", "json.info_1a", "json.info_99999999999", ""], undefined],
    [[], undefined],
  ] as const) {
    it(`among ${names.join(", ") || "none"} is ${leader} [C-52]`, () => {
      assert.equal(leadingNode(names), leader);
    });
  }

  it("is the smallest, whatever the order and whoever else has nodes there [C-52]", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(2 ** 31 - 1), { minLength: 1, maxLength: 20 }),
        fc.array(fc.string(), { maxLength: 5 }),
        (numbers, others) => {
          const foreign = others.filter((name) => !/-?\d+$/.test(name));
          const names = numbers.map((number) => `json.info_${String(number).padStart(10, "0")}`);
          const smallest = `json.info_${String(Math.min(...numbers)).padStart(10, "0")}`;
          assert.equal(leadingNode([...foreign, ...names]), smallest);
        },
      ),
    );
  });
});

describe("where the leader is reached", () => {
  it("is its address, and then its name; with TLS its name first, for which certificates are made", () => {
    const address = { hostname: "m1.example", ip: "10.0.0.1", port: 6050 };
    assert.deepEqual(urls({ address }), ["http://10.0.0.1:6050", "http://m1.example:6050"]);
    assert.deepEqual(urls({ address }, "https"), ["https://m1.example:6050", "https://10.0.0.1:6050"]);
    assert.deepEqual(urls({ address: { ...address, hostname: "fd00::1", ip: "fd00::1" } }), [
      "http://[fd00::1]:6050",
    ]);
  });

  it("is told by other fields when there is no address", () => {
    const fields = { address: undefined, hostname: "m1", ip: 16_777_226, port: 5051 };
    assert.deepEqual(urls(fields), ["http://10.0.0.1:5051", "http://m1:5051"]);
    assert.deepEqual(urls({ ...fields, ip: 0 }), ["http://m1:5051"]);
    assert.deepEqual(urls({ ...fields, ip: 4_278_190_090, hostname: undefined }), ["http://10.0.0.255:5051"]);
  });

  it("belongs to that node: another master can come at the same address", () => {
    assert.deepEqual(
      candidatesOf(NODE, Buffer.from(masterNode()), "http").map(({ id }) => id),
      [NODE],
    );
  });

  for (const [what, name, data] of [
    ["an older format", "info_0000000001", "\u0008\u0001"],
    ["no label", "0000000001", "master@127.0.0.1:5050"],
    ["no JSON", NODE, "{"],
    ["another message", NODE, '{"id":7}'],
    ["no port", NODE, masterNode({ address: undefined, port: 0 })],
    ["no host", NODE, masterNode({ address: undefined, hostname: "", ip: 0 })],
    ["a host that is none", NODE, masterNode({ address: { hostname: "a b", ip: "x y", port: 1 } })],
    ["nothing", NODE, ""],
  ] as const) {
    it(`cannot be read from ${what} [F-37]`, () => {
      assert.throws(() => candidatesOf(name, Buffer.from(data), "http"), TypeError);
    });
  }
});
