import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { authorize, may, mayUse, permissionsOf, reachOf, type ProjectRights } from "./authorize.ts";
import { ROLES, SCOPES, type Caller, type Role } from "./caller.ts";
import { PERMISSIONS, ruleOf, type Permission } from "./permissions.ts";

const as = (user: string, ...roles: readonly Role[]): Caller => ({ user, roles, via: "token" });
const user = as("ana", "user");
const admin = as("root", "user", "admin");
const operator = as("olga", "user", "operator");
const auditor = as("otto", "auditor");
const bio: ProjectRights = { name: "bio", members: ["ana", "bob"], owners: ["olaf"] };
const shared: ProjectRights = { ...bio, shareJobs: true, shareLogs: true };

describe("permissions", () => {
  it("leave nothing but public routes to nobody", () => {
    for (const permission of PERMISSIONS)
      assert.equal(mayUse(undefined, permission), permission === "public", permission);
    assert.deepEqual(permissionsOf({ user: "x", roles: [], via: "token" }), []);
  });

  it("give an administrator everything but what needs a role of its own", () => {
    assert.deepEqual(
      PERMISSIONS.filter((permission) => !mayUse(admin, permission)),
      [],
    );
  });

  it("let an auditor look and change nothing", () => {
    const open = PERMISSIONS.filter((permission) => mayUse(auditor, permission));
    assert.deepEqual(
      open.filter((permission) => /:(write|submit|control|manage|operate|exec|priority)$/.test(permission)),
      ["self:write"],
    );
    assert.ok(!open.includes("jobs:output") && !open.includes("impersonate"));
  });
});

describe("a job", () => {
  const ofAna = { owner: "ana", project: bio };
  const verdicts = (permission: Permission, resource = ofAna) =>
    [user, as("bob", "user"), as("eve", "user"), as("olaf", "user"), operator, auditor, admin].map((who) => {
      const verdict = authorize(who, permission, resource);
      return verdict.allowed ? verdict.by : "no";
    });

  it("is seen by its owner, by owners of its project and by those who look after the site", () => {
    assert.deepEqual(verdicts("jobs:read"), ["yes", "no", "no", "yes", "yes", "yes", "yes"]);
  });

  it("is seen by members of a project that shares its jobs", () => {
    const resource = { owner: "ana", project: shared };
    assert.deepEqual(verdicts("jobs:read", resource), ["yes", "yes", "no", "yes", "yes", "yes", "yes"]);
  });

  it("is read by its owner; an administrator gives a reason, and an operator sees only that it is there", () => {
    assert.deepEqual(verdicts("jobs:output"), ["yes", "no", "no", "no", "no", "no", "break-glass"]);
    const resource = { owner: "ana", project: shared };
    assert.deepEqual(verdicts("jobs:output", resource), [
      "yes",
      "yes",
      "no",
      "yes",
      "no",
      "no",
      "break-glass",
    ]);
  });

  it("is stopped by those who keep the site running, and changed by fewer", () => {
    assert.deepEqual(verdicts("jobs:control"), ["yes", "no", "no", "yes", "yes", "no", "yes"]);
    assert.deepEqual(verdicts("jobs:write"), ["yes", "no", "no", "yes", "no", "no", "yes"]);
  });

  it("is entered by its owner alone, for a command has the owner's rights", () => {
    assert.deepEqual(verdicts("jobs:exec"), ["yes", "no", "no", "no", "no", "no", "break-glass"]);
  });

  it("of a name in other letters is another's", () => {
    assert.equal(may(user, "jobs:read", { owner: "Ana" }), false);
  });

  it("of nobody's project belongs to its owner only", () => {
    assert.equal(may(as("eve", "user"), "jobs:read", { owner: "ana" }), false);
    assert.equal(may(user, "jobs:read", { owner: "ana" }), true);
  });
});

describe("a token that was made for something", () => {
  it("does that and asks who it is, and nothing else", () => {
    const caller: Caller = { ...admin, scopes: ["jobs:read"] };
    assert.deepEqual(permissionsOf(caller), ["self:read", "jobs:read", "jobs:output", "volumes:read"]);
  });

  it("never has more than its maker", () => {
    fc.assert(
      fc.property(fc.subarray([...SCOPES]), fc.subarray([...ROLES]), (scopes, roles) => {
        const maker = as("x", ...roles);
        const caller: Caller = { ...maker, scopes };
        for (const permission of PERMISSIONS)
          for (const resource of [{}, { owner: "x" }, { owner: "y", project: shared }])
            if (authorize(caller, permission, resource).allowed)
              assert.ok(authorize(maker, permission, resource).allowed, permission);
      }),
    );
  });

  it("for nothing can only ask who it is", () => {
    assert.deepEqual(permissionsOf({ ...admin, scopes: [] }), ["self:read"]);
  });
});

describe("what a list shows", () => {
  it("is what the same caller may do it to one by one", () => {
    const names = fc.constantFrom("ana", "bob", "eve", "olaf");
    const projects: readonly ProjectRights[] = [
      bio,
      { name: "open", shareJobs: true },
      { name: "shared", members: ["eve"], shareJobs: true },
    ];
    fc.assert(
      fc.property(
        names,
        names,
        fc.constantFrom("bio", "open", "shared", "none"),
        fc.subarray([...ROLES]),
        fc.constantFrom<Permission>("jobs:read", "jobs:control", "jobs:write", "quotas:read"),
        (who, owner, project, roles, permission) => {
          const caller = as(who, ...roles);
          const reach = reachOf(caller, permission, projects);
          const shown = reach === "all" || (reach.own && owner === who) || reach.projects.includes(project);
          const rights = projects.find(({ name }) => name === project);
          assert.equal(shown, may(caller, permission, { owner, project: rights }));
        },
      ),
    );
  });
});

describe("the table of rights", () => {
  it("says of every permission what it is for", () => {
    for (const permission of PERMISSIONS) assert.match(ruleOf(permission).says, /^[a-z].{8,}[^.]$/);
  });
});
