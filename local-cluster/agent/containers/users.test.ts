import assert from "node:assert/strict";
import { userInfo } from "node:os";
import { describe, it } from "node:test";
import { wordsToBecome } from "./command.ts";
import { findUser, namedIds } from "./users.ts";

const own = userInfo();
const isRoot = own.uid === 0;
const labelled = (uid: string, gid = "20001", groups = "") => ({
  labels: {
    labels: [
      { key: "godocker.uid", value: uid },
      { key: "godocker.gid", value: gid },
      { key: "godocker.groups", value: groups },
    ],
  },
});

describe("ids that a framework names for an account", () => {
  it("are numbers of people, or none at all", () => {
    assert.deepEqual(namedIds(labelled("20001", "20002", "3,4")), {
      uid: 20_001,
      gid: 20_002,
      groups: [3, 4],
    });
    assert.deepEqual(namedIds(labelled("20001", "20002", "")), { uid: 20_001, gid: 20_002, groups: [] });
    for (const task of [
      {},
      labelled("0"),
      labelled("-1"),
      labelled("1; id"),
      labelled("1", "0"),
      labelled("1", "1", "a"),
      { labels: { labels: [{ key: "godocker.uid", value: "1" }] } },
    ])
      assert.equal(namedIds(task), undefined, JSON.stringify(task));
  });

  it("are enough for a name that this machine does not know, when the agent is root's", async () => {
    const ids = { uid: 20_001, gid: 20_002, groups: [3] };
    const found = await findUser("nobody-here-knows", ids);
    if (isRoot) assert.deepEqual(found, { kind: "found", user: { name: "nobody-here-knows", ...ids } });
    else assert.equal(found.kind, "refused");
    assert.equal((await findUser("nobody-here-knows")).kind, "refused");
  });

  it("must be those that this machine knows of the name: a task never runs as somebody else", async () => {
    for (const name of ["root", "daemon", own.username])
      assert.equal((await findUser(name, { uid: 20_001, gid: 20_001, groups: [] })).kind, "refused", name);
  });

  it("are all that the task gets", () => {
    const user = { name: "x", uid: 1, gid: 2 };
    assert.deepEqual(wordsToBecome(user, "setpriv"), [
      "setpriv",
      "--reuid=1",
      "--regid=2",
      "--init-groups",
      "--",
    ]);
    assert.equal(wordsToBecome({ ...user, groups: [] }, "setpriv")[3], "--clear-groups");
    assert.equal(wordsToBecome({ ...user, groups: [3, 4] }, "setpriv")[3], "--groups=3,4");
  });
});
