import assert from "node:assert/strict";
import { isIP } from "node:net";
import { describe, it } from "node:test";
import { addressPolicy } from "./address-policy.ts";

const may = (address: string, ...allowed: readonly string[]) =>
  addressPolicy(allowed)({ address, family: isIP(address) === 6 ? 6 : 4 });

describe("an address", () => {
  for (const address of [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "ff02::1",
  ])
    it(`${address} is not public`, () => assert.equal(may(address), false));

  for (const address of ["1.1.1.1", "172.32.0.1", "192.0.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
    it(`${address} is public`, () => assert.equal(may(address), true));

  it("is reached all the same when its range is allowed, and no other", () => {
    assert.equal(may("10.1.2.3", "10.1.0.0/16"), true);
    assert.equal(may("::ffff:10.1.2.3", "10.1.0.0/16"), true);
    assert.equal(may("10.2.2.3", "10.1.0.0/16"), false);
    assert.equal(may("fd00::1", "fd00::/8"), true);
    assert.equal(may("fe80::1", "fd00::/8"), false);
  });
});
