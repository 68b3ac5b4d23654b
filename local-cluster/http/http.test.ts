import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { authenticate, authorizationOf } from "./credentials.ts";
import { acceptedMediaType } from "./media-types.ts";

describe("the Accept header [M-3]", () => {
  const cases: readonly (readonly [string | undefined, string | undefined])[] = [
    [undefined, "application/json"],
    ["*/*", "application/json"],
    ["application/*", "application/json"],
    ["application/x-protobuf, application/json", "application/json"],
    ["application/x-protobuf", "application/x-protobuf"],
    ["application/json;q=0, application/x-protobuf", "application/x-protobuf"],
    ["text/html", undefined],
  ];
  for (const [header, expected] of cases) {
    it(`${header ?? "absent"} is answered with ${expected ?? "a refusal"}`, () => {
      assert.equal(acceptedMediaType(header), expected);
    });
  }
});

describe("credentials [M-57]", () => {
  const credentials = new Map([["agent", "se:cret"]]);

  it("let in who has the secret, colons included", () => {
    assert.equal(authenticate(credentials, authorizationOf(credentials)), "agent");
  });

  it("keep everybody else out", () => {
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
    for (const header of [
      undefined,
      "",
      "Bearer x",
      basic("agent"),
      basic("agent:wrong"),
      basic("other:"),
      basic("agent:se"),
    ])
      assert.equal(authenticate(credentials, header), undefined);
    assert.equal(
      authenticate(credentials, (authorizationOf(credentials) ?? "").replace("Basic", "basic")),
      undefined,
    );
  });
});
