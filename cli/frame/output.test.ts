import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAgent, aVector, aWorld, submitted } from "../../api/api.builders.ts";
import { aDeskAt } from "../cli.builders.ts";
import { filledTemplate, separated } from "../text/text-formats.ts";
import { parseYaml, yaml } from "../text/yaml.ts";

describe("a list", () => {
  it("is printed in every format that is named", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    world.agents = [
      anAgent({ attributes: { rack: "r1" } }),
      anAgent({ id: "a2", hostname: "node2", active: false }),
    ];
    const printed = async (...flags: readonly string[]) => (await desk.run("nodes", ...flags)).stdout;
    assert.equal(await printed("-o", "name"), "node1\nnode2\n");
    assert.equal(await printed("-q"), "node1\nnode2\n");
    assert.equal(
      await printed("--columns", "state,node"),
      "STATE     NODE\nactive    node1\ninactive  node2\n",
    );
    assert.equal(
      await printed("-o", "csv", "--columns", "node,not enforced"),
      "node,not_enforced\nnode1,\nnode2,\n",
    );
    assert.equal(
      await printed("-o", "tsv", "--columns", "node,jobs", "--no-headers"),
      "node1\t0\nnode2\t0\n",
    );
    assert.equal(await printed("-o", "template={hostname} {total.cpus}"), "node1 8\nnode2 8\n");
    assert.equal(JSON.parse(await printed("-o", "json")).items[1].hostname, "node2");
    assert.deepEqual(parseYaml(await printed("-o", "yaml")), JSON.parse(await printed("--json")));
    assert.deepEqual(
      (await printed("-o", "ndjson"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).id),
      ["a1", "a2"],
    );
    assert.deepEqual(JSON.parse(await printed("--json=hostname,active")), {
      items: [
        { hostname: "node1", active: true },
        { hostname: "node2", active: false },
      ],
    });
    assert.match(await printed("-o", "wide"), /^NODE .* ID +CLOSED\nnode1 .* a1 +-\n/);
  });

  it("is narrowed to what is free, has an attribute, or is named", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    world.agents = [
      anAgent({ attributes: { rack: "r1" }, free: aVector({ cpusMilli: 500 }) }),
      anAgent({ id: "a2", hostname: "node2" }),
    ];
    assert.equal((await desk.run("nodes", "--free", "-q")).stdout, "node2\n");
    assert.equal((await desk.run("nodes", "--attribute", "rack=r1", "-q")).stdout, "node1\n");
    assert.equal((await desk.run("nodes", "--attribute", "rack=r2", "-q")).stdout, "");
    assert.equal((await desk.run("nodes", "show", "node2", "-q")).stdout, "node2\n");
    const unknown = await desk.run("nodes", "show", "nodd2");
    assert.deepEqual([unknown.exit, /did you mean node2\?/.test(unknown.stderr)], [6, true]);
  });

  it("refuses columns and fields that it does not have, and names the nearest", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    for (const [flag, near] of [
      ["--columns=nods", "did you mean node?"],
      ["--json=hostnam", "did you mean hostname?"],
    ] as const) {
      const { exit, stdout, stderr } = await desk.run("nodes", flag);
      assert.deepEqual([exit, stdout], [2, ""]);
      assert.ok(stderr.includes(near), stderr);
    }
  });

  it("is printed as GODOCKER_OUTPUT says, unless a flag says otherwise", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, { env: { GODOCKER_OUTPUT: "csv" } });
    await submitted(world, { name: "a" });
    assert.match((await desk.run("ls")).stdout, /^id,name,state,/);
    assert.equal((await desk.run("ls", "-q")).stdout, "1\n");
    assert.match((await desk.run("ls", "-o", "table")).stdout, /^ID {2}NAME/);
    assert.match((await desk.run("whoami")).stdout, /^user {9}ana/);
  });

  it("is searched, and filtered by everything that the server knows", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    await submitted(world, { name: "blast-1", resources: { cpus: 4 } });
    await submitted(world, { name: "merge", labels: { step: "2" } });
    const ids = async (...argv: readonly string[]) => (await desk.run("ls", "-q", ...argv)).stdout;
    assert.equal(await ids("cpus>2"), "1\n");
    assert.equal(await ids("--", "-name:blast*"), "2\n");
    assert.equal(await ids("--name", "blast*"), "1\n");
    assert.equal(await ids("--label", "step"), "2\n");
    assert.equal(await ids("--sort", "id"), "1\n2\n");
    assert.equal(await ids("--since", "1h"), "2\n1\n");
    assert.equal(await ids("--until", "2020-01-01"), "");
    assert.equal((await desk.run("ls", "stat:failed")).exit, 2);
  });
});

describe("texts with commas and tabs", () => {
  const columns = [
    { title: "A", text: (row: readonly string[]) => row[0] ?? "" },
    { title: "B C", text: (row: readonly string[]) => row[1] ?? "" },
  ];

  it("quote what would be taken for something else", () => {
    const rows = [
      ['say "hi"', "a,b"],
      ["=HYPERLINK(1)", "-3"],
      [" x", "a\nb"],
    ];
    assert.equal(
      separated(columns, rows, { kind: "csv", header: true }),
      `a,b_c\n"say ""hi""","a,b"\n'=HYPERLINK(1),-3\n" x",a\ufffdb\n`,
    );
  });

  it("never break their own lines", () => {
    assert.equal(
      separated(columns, [["a\tb", "c\nd"]], { kind: "tsv", header: false }),
      "a\ufffdb\tc\ufffdd\n",
    );
  });
});

describe("a template", () => {
  it("has fields in braces, ends of lines and tabs", () => {
    const document = { id: 7, resources: { cpus: 0.5 }, labels: { a: "b" } };
    assert.equal(filledTemplate(String.raw`{id}\t{resources.cpus}`, document), "7\t0.5\n");
    assert.equal(filledTemplate(String.raw`{{id} {nothing}|{labels}`, document), '{id} |{"a":"b"}\n');
  });

  it("reaches nothing but the document, and makes what is in it harmless", () => {
    assert.equal(filledTemplate("{constructor}{__proto__}{a.length}", { a: "\u001b[2J" }), "\n");
    assert.equal(filledTemplate("{a}", { a: "\u001b[2J" }), "\ufffd[2J\n");
  });
});

describe("YAML", () => {
  it("says the same as the document, also where a terminal would obey", () => {
    for (const value of [
      { script: "#!/bin/sh\necho hi\n", n: 1, yes: "yes", no: "no", empty: [], map: {}, t: "2020-01-01" },
      { text: "a\u001b[2Jb\u009b", list: [{ a: [1, 2] }, "x: y", "- z"] },
    ]) {
      const text = yaml(value);
      // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
      assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      assert.deepEqual(parseYaml(text), value);
    }
  });
});
