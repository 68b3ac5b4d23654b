import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { bearerOf, createAuthenticator } from "./authenticator.ts";
import { singleUser } from "./single-user.ts";
import { openTokenFile, tokenProvider } from "./token-file.ts";

async function aFolder() {
  const path = await mkdtemp(join(tmpdir(), "godocker-token-"));
  return {
    path,
    file: join(path, "state", "token"),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}

describe("the token file", () => {
  it("is made by the first start, for its owner only, and kept by the next", async () => {
    await using folder = await aFolder();
    const first = await openTokenFile(folder.file);
    assert.equal(first.created, true);
    assert.match(first.token, /^gd_[A-Za-z0-9_-]{43}$/);
    assert.equal((await stat(folder.file)).mode & 0o777, 0o600);
    assert.equal((await stat(join(folder.path, "state"))).mode & 0o777, 0o700);
    assert.equal(await readFile(folder.file, "utf8"), `${first.token}\n`);
    assert.deepEqual(await openTokenFile(folder.file), { token: first.token, created: false });
    assert.deepEqual(await readdir(join(folder.path, "state")), ["token"]);
  });

  it("is the same for processes that start at the same time", async () => {
    await using folder = await aFolder();
    const opened = await Promise.all(Array.from({ length: 8 }, () => openTokenFile(folder.file)));
    assert.equal(new Set(opened.map(({ token }) => token)).size, 1);
    assert.equal(opened.filter(({ created }) => created).length, 1);
  });

  it("is refused when others can read it, when it is a link, and when it holds no token", async () => {
    await using folder = await aFolder();
    const { token } = await openTokenFile(folder.file);
    await chmod(folder.file, 0o644);
    await assert.rejects(openTokenFile(folder.file), /chmod 600/);
    await chmod(folder.file, 0o600);
    const link = join(folder.path, "link");
    await symlink(folder.file, link);
    await assert.rejects(openTokenFile(link), { name: "TokenFileError" });
    await assert.rejects(openTokenFile(join(folder.path, "state")), { name: "TokenFileError" });
    await writeFile(folder.file, "password\n");
    await assert.rejects(openTokenFile(folder.file), (error: Error) => {
      assert.doesNotMatch(error.message, new RegExp(`password|${token}`));
      return error.name === "TokenFileError";
    });
  });
});

describe("an authenticator", () => {
  const token = `gd_${"a".repeat(43)}`;
  const counted: string[] = [];
  const auth = createAuthenticator([tokenProvider(token, { user: "ana", roles: ["user"], via: "token" })], {
    authAttempt: (backend, outcome) => counted.push(`${backend} ${outcome}`),
  });

  it("knows the owner of a token, however the scheme is written", async () => {
    for (const header of [`Bearer ${token}`, `bearer ${token}`, `Bearer  ${token} `]) {
      assert.equal((await auth.authenticate(bearerOf(header)))?.user, "ana");
    }
  });

  it("knows nobody else", async () => {
    for (const header of [
      undefined,
      "",
      token,
      `Basic ${token}`,
      `Bearer ${token}a`,
      `Bearer ${token.slice(1)}`,
      `Bearer a,b`,
    ]) {
      assert.equal(await auth.authenticate(bearerOf(header)), undefined, header);
    }
    assert.ok(counted.includes("token_file accepted") && counted.includes("none refused"));
  });

  it("asks its providers in their order", async () => {
    const second = tokenProvider(token, { user: "second", roles: ["user"], via: "token" });
    const first = { name: "first", identify: async () => undefined };
    assert.equal(
      (await createAuthenticator([first, second]).authenticate(bearerOf(`Bearer ${token}`)))?.user,
      "second",
    );
  });
});

describe("the single user", () => {
  it("is the person who started the process, and its administrator", () => {
    assert.deepEqual(singleUser(), {
      user: userInfo().username,
      roles: ["user", "admin"],
      via: "single-user",
    });
  });
});
