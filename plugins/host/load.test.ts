import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { lookAtPlugins } from "./load.ts";
import { aShelf, statusPlugin, type Shelf } from "../plugins.builders.ts";

const FINE = "return [];";

describe("plugins that are configured", () => {
  let shelf: Shelf;
  before(async () => {
    shelf = await aShelf();
    shelf.write("fine.ts", statusPlugin(FINE));
  });
  after(() => shelf[Symbol.asyncDispose]());

  const reasons = async (text: string, options: object = {}): Promise<string> => {
    shelf.write("one.ts", text);
    const { faults, plugins } = await shelf.look({ use: "./one.ts", options: { ...options } });
    assert.deepEqual(plugins, []);
    return faults.map(({ reason, use }) => `${use} ${reason}`).join("\n");
  };
  const written = (fields: string): string => `export default { ${fields} };`;

  it("are files and packages, known by what they export", async () => {
    shelf.write(
      "node_modules/godocker-disk/package.json",
      JSON.stringify({ name: "godocker-disk", type: "module", exports: { import: "./main.js" } }),
    );
    shelf.write("node_modules/godocker-disk/main.js", statusPlugin(FINE, "packaged"));
    const { faults, plugins } = await shelf.look({ use: "./fine.ts" }, { use: "godocker-disk" });
    assert.deepEqual(faults, []);
    assert.deepEqual(
      plugins.map(({ contract, kind, name, use }) => ({ contract, kind, name, use })),
      [
        { contract: 1, kind: "status", name: "disk", use: "./fine.ts" },
        { contract: 1, kind: "status", name: "packaged", use: "godocker-disk" },
      ],
    );
  });

  it("are all told with what is wrong with them at once", async () => {
    shelf.write("syntax.ts", "export default {");
    shelf.write("empty.ts", "export const a = 1;");
    const { faults } = await shelf.look(
      { use: "./none.ts" },
      { use: "not-installed" },
      { use: "./syntax.ts" },
      { use: "./empty.ts" },
    );
    const told = faults.map(({ reason, use }) => `${use} ${reason}`);
    assert.equal(told.length, 4);
    assert.match(
      told[0] ?? "",
      /^\.\/none\.ts is not there: there is no file .*none\.ts; name it as seen from/,
    );
    assert.match(
      told[1] ?? "",
      /^not-installed cannot be loaded: .*is the package not-installed installed in/,
    );
    assert.match(told[2] ?? "", /^\.\/syntax\.ts cannot be loaded: /);
    assert.match(told[3] ?? "", /^\.\/empty\.ts has no plugin as its default export; write: export default/);
  });

  it("must be of a kind and a contract that there is", async () => {
    const create = 'name: "x", create: () => ({})';
    assert.match(
      await reasons(written(`kind: "magic", contract: 1, ${create}`)),
      /kind "magic"; there are policy, executor/,
    );
    assert.match(
      await reasons(written(`kind: "status", contract: 2, ${create}`)),
      /is too new: it wants contract 2, and this GoDocker has contract 1 of a status plugin; update GoDocker/,
    );
    assert.match(await reasons(written(`kind: "status", contract: 0, ${create}`)), /says contract 0/);
    assert.match(await reasons(written(`kind: "status", ${create}`)), /says contract undefined/);
  });

  it("must have a name and create", async () => {
    const told = await reasons(written('kind: "status", contract: 1, name: "A b"'));
    assert.match(told, /has the name "A b"; a name has 1 to 32/);
    assert.match(told, /has no function create/);
  });

  it("take the options that they say they take", async () => {
    const schema =
      'options: { type: "object", properties: { minutes: { type: "integer", minimum: 1 } }, required: ["minutes"], additionalProperties: false }';
    const text = written(`kind: "status", contract: 1, name: "x", create: () => ({}), ${schema}`);
    assert.match(
      await reasons(text),
      /does not take these options: it must have required property 'minutes'/,
    );
    const told = await reasons(text, { minutes: 0, seconds: 1 });
    assert.match(told, /\/minutes must be >= 1/);
    assert.match(told, /must NOT have additional properties: seconds/);
    const none = written('kind: "status", contract: 1, name: "x", create: () => ({})');
    assert.match(await reasons(none, { minutes: 1 }), /takes no options; leave them out/);
  });

  it("do no harm while they are looked at", async () => {
    assert.match(await reasons("process.exit(0);"), /ended by itself \(code 0\) while it is looked at/);
    assert.match(await reasons('throw new Error("no");'), /cannot be loaded: no/);
    assert.match(
      await reasons("const a = []; for (;;) a.push(new Array(1000).fill(a.length));"),
      /used more memory than it may/,
    );
    assert.match(
      await reasons('setInterval(() => {}, 1e6); export default { kind: "status" };'),
      /has no function create/,
    );
  });

  it("have names of their own, and are one at most of policies and stores", async () => {
    const policy = (name: string) =>
      `export default { kind: "policy", contract: 1, name: "${name}", create: () => ({ name: "${name}", settings: {}, keysAt: () => () => 1 }) };`;
    shelf.write("p1.ts", policy("one"));
    shelf.write("p2.ts", policy("two"));
    shelf.write(
      "mesos.ts",
      'export default { kind: "executor", contract: 1, name: "mesos", create: () => ({}) };',
    );
    const { faults } = await shelf.look(
      { use: "./fine.ts" },
      { use: "./fine.ts" },
      { use: "./p1.ts" },
      { use: "./p2.ts" },
      { use: "./mesos.ts" },
    );
    assert.deepEqual(
      faults.map(({ reason }) => reason),
      [
        "is called disk, as ./fine.ts is; leave one of them out",
        "is a second policy beside ./p1.ts; leave one of them out",
        "is called mesos, as one that is built in; give it another name",
      ],
    );
  });

  it("are given up when they never come to an end of being loaded or tried", async () => {
    await using shelf = await aShelf();
    shelf.write("loop.ts", "for (;;);");
    shelf.write("wait.ts", "await new Promise(() => setInterval(() => undefined, 1000));");
    const looping = "create: () => ({ name: 'p', settings: {}, keysAt: () => { for (;;); } })";
    shelf.write("policy.ts", `export default { kind: "policy", contract: 1, name: "p", ${looping} };`);
    const uses = ["./loop.ts", "./wait.ts", "./policy.ts"];
    const settings = uses.map((use) => ({
      use,
      options: {},
      timeoutMs: 1000,
      memoryBytes: 64 * 1024 * 1024,
    }));
    const { faults, plugins } = await lookAtPlugins(settings, shelf.directory, 3000);
    assert.deepEqual(plugins, []);
    assert.deepEqual(
      faults.map(({ reason, use }) => [use, reason.startsWith("is not loaded after 3 s")]),
      uses.map((use) => [use, true]),
    );
  });

  it("are tried when they are policies", async () => {
    const policy = (made: string) =>
      `export default { kind: "policy", contract: 1, name: "p", create: () => (${made}) };`;
    assert.match(await reasons(policy("{}")), /its policy has no name/);
    assert.match(await reasons(policy('{ name: "p" }')), /no function keysAt/);
    assert.match(
      await reasons(policy('{ name: "p", settings: {}, keysAt: () => () => NaN }')),
      /a key that is no number/,
    );
    assert.match(
      await reasons(policy('{ name: "p", settings: {}, keysAt: () => process.exit(1) }')),
      /while it is looked at/,
    );
  });
});
