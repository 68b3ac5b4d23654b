import assert from "node:assert/strict";
import { describe, it } from "node:test";
import corpus from "./bad-inputs.json" with { type: "json" };
import { aDesk } from "./cli.builders.ts";

/** Nobody listens there: whoever asks the server ends with 9. */
const NOBODY = { GODOCKER_SERVER: "http://127.0.0.1:1", GODOCKER_TOKEN: "gd_nobody" };

describe("bad input at the command line", () => {
  for (const input of corpus) {
    it(`${input.name}: ${input.exit}, and no server is asked`, async () => {
      using desk = aDesk({ env: NOBODY });
      for (const [name, text] of Object.entries(input.files ?? {}))
        if (text !== undefined) desk.file(name, text);
      if (input.headerLines !== undefined)
        desk.file("job.sh", `#!/bin/sh\n${"#GODOCKER --hold\n".repeat(input.headerLines)}true\n`);
      const stdin = input.stdinBytes === undefined ? "" : "x".repeat(input.stdinBytes);
      const { exit, stdout, stderr } = await desk.start(input.argv, { stdin }).ended;
      assert.equal(exit, input.exit, stderr);
      for (const words of input.says) assert.ok(stderr.includes(words), stderr);
      if (exit !== 0) assert.equal(stdout, "");
      assert.doesNotMatch(stderr, /\.ts:\d/);
    });
  }
});
