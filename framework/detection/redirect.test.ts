import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseBaseUrl, redirectTarget } from "./redirect.ts";

describe("the place a redirect points to", () => {
  for (const [location, from, to] of [
    ["//m2:5050/master/api/v1/scheduler", "http://m1:5050", "http://m2:5050/master"],
    ["//m2:5050/api/v1/scheduler", "https://m1:5050", "https://m2:5050"],
    ["http://m2:5050/api/v1/scheduler", "http://m1:5050", "http://m2:5050"],
    ["https://m2/master/api/v1/scheduler", "http://m1:5050", "https://m2/master"],
    ["m2:5050", "http://m1:5050", "http://m2:5050"],
    ["//m2:5050", "http://m1:5050", "http://m2:5050"],
    ["//m2:5050", "http://gate/mesos", "http://m2:5050/mesos"],
    ["//[fd00::2]:5050/master/api/v1/scheduler", "http://[fd00::1]:5050", "http://[fd00::2]:5050/master"],
    ["/master/api/v1/scheduler", "http://m1:5050", "http://m1:5050/master"],
  ] as const) {
    it(`of ${from} with "${location}" is ${to}`, () => {
      assert.deepEqual(redirectTarget(location, from), { baseUrl: to });
    });
  }

  for (const [location, from, why] of [
    ["http://m2:5050/api/v1/scheduler", "https://m1:5050", /credentials/],
    ["ftp://m2/api/v1/scheduler", "http://m1:5050", /not an HTTP address/],
    ["//m2:5050/login", "http://m1:5050", /does not end in/],
    ["", "http://m1:5050", /not an address/],
    ["//:::/", "http://m1:5050", /not an address/],
  ] as const) {
    it(`of ${from} with "${location}" is none`, () => {
      const target = redirectTarget(location, from);
      assert.match("fault" in target ? target.fault : "followed", why);
    });
  }
});

describe("the address of a master", () => {
  it("is taken without a slash at its end", () => {
    assert.equal(parseBaseUrl("http://m1:5050/"), "http://m1:5050");
    assert.equal(parseBaseUrl("https://gate/mesos/"), "https://gate/mesos");
  });

  it("must be one", () => {
    for (const text of ["m1:5050", "zk://z1:2181/mesos", "", "http://"])
      assert.throws(() => parseBaseUrl(text), RangeError);
  });
});
