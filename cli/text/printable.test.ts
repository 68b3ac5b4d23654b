import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { printable, printableJson, terminalFilter } from "./printable.ts";
import { table } from "./table.ts";

const ESC = "\u001b";

describe("text of another user", () => {
  it("cannot steer the terminal", () => {
    assert.equal(printable(`a${ESC}[2Jb\u009b1mc\rd\u202ee`), "a\ufffd[2Jb\ufffd1mc\ufffdd\ufffde");
  });

  it("stays the same document in JSON", () => {
    const value = { text: `${ESC}]0;x\u0007 \u009b \u202e é \n`, "\u0085": 1 };
    const json = printableJson(value, 2);
    assert.deepEqual(JSON.parse(json), value);
    assert.match(json, /^[\n -~\u00a0-\u024f]*$/);
  });
});

describe("the output of a job on a terminal", () => {
  const filtered = (...pieces: readonly Uint8Array[]) => {
    const filter = terminalFilter();
    return pieces.map((piece) => filter(piece)).join("") + filter(new Uint8Array(), { last: true });
  };

  it("keeps colours, tabs and line ends, and nothing else that a terminal obeys", () => {
    const bytes = Buffer.from(`${ESC}[1;31mred${ESC}[0m\t${ESC}[2J${ESC}]52;c;x\u0007\r\n`);
    assert.equal(filtered(bytes), `${ESC}[1;31mred${ESC}[0m\t\ufffd[2J\ufffd]52;c;x\ufffd\r\n`);
  });

  it("is the same however it is cut into pieces", () => {
    const bytes = Buffer.from(`é${ESC}[31m…${ESC}[K${ESC}`);
    const whole = filtered(bytes);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      assert.equal(filtered(bytes.subarray(0, cut), bytes.subarray(cut)), whole, `cut at ${cut}`);
    }
  });
});

describe("a table", () => {
  const columns = [
    { title: "ID", text: ([id]: readonly string[]) => id ?? "", align: "right" as const },
    { title: "NAME", text: ([, name]: readonly string[]) => name ?? "", shrinksTo: 4 },
  ];
  const rows = [
    ["1", "short"],
    ["12", "a very long name \u{1f600}\u{1f600}"],
    ["3", ""],
  ];

  it("has no borders, and a dash for what is not there", () => {
    assert.equal(
      table(columns, rows, { width: undefined }),
      "ID  NAME\n 1  short\n12  a very long name \u{1f600}\u{1f600}\n 3  -\n",
    );
  });

  it("is cut to the width, never inside a character", () => {
    const shown = table(columns, rows, { width: 22, header: false });
    assert.equal(shown, " 1  short\n12  a very long name …\n 3  -\n");
  });
});
