import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Caller } from "./caller.ts";
import { mayExecInJobOf, maySeeJobOf, mayUse, PERMISSIONS, permissionsOf } from "./permissions.ts";

const user: Caller = { user: "ana", roles: ["user"] };
const admin: Caller = { user: "root", roles: ["user", "admin"] };

describe("permissions", () => {
  it("leave nothing but public routes to nobody", () => {
    for (const permission of PERMISSIONS)
      assert.equal(mayUse(undefined, permission), permission === "public");
    assert.deepEqual(permissionsOf({ user: "x", roles: [] }), []);
  });

  it("keep offers, simulations, metrics and the details of health from users", () => {
    const closed = PERMISSIONS.filter((permission) => !mayUse(user, permission));
    assert.deepEqual(closed, ["offers:read", "scheduling:simulate", "metrics:read", "health:verbose"]);
  });

  it("give an administrator everything", () => {
    assert.ok(PERMISSIONS.every((permission) => mayUse(admin, permission)));
  });
});

describe("a job", () => {
  it("is seen by its owner and by administrators", () => {
    assert.deepEqual(
      [maySeeJobOf(user, "ana"), maySeeJobOf(user, "Ana"), maySeeJobOf(admin, "ana")],
      [true, false, true],
    );
  });

  it("is entered by its owner alone, for a command has the owner's rights", () => {
    assert.deepEqual(
      [mayExecInJobOf(user, "ana"), mayExecInJobOf(user, "Ana"), mayExecInJobOf(admin, "ana")],
      [true, false, false],
    );
  });
});
