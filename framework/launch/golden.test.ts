import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { decodeJson, encodeJson } from "../../proto/codec.ts";
import { sortResources } from "../offers/offered-resources.ts";
import { acceptProblems } from "./accept-rules.builders.ts";
import { AGENT_ID, FRAMEWORK_ID, GOLDEN_CASES, OWNER } from "./golden.cases.ts";
import type { GoldenCase } from "./golden.cases.ts";
import { planLaunch } from "./launch.ts";

const DIRECTORY = join(import.meta.dirname, "golden");

/** `UPDATE_GOLDEN=1` writes the files anew; read the difference before you keep it. */
const isUpdate = process.env.UPDATE_GOLDEN === "1";

function plan({ tasks, offers, options, traits }: GoldenCase) {
  return planLaunch(
    { agentId: AGENT_ID, offerIds: offers.map((_, index) => `offer-${index + 1}`), tasks, refuseMs: 5000 },
    offers.map((resources) => sortResources(resources, OWNER)),
    { options, frameworkId: FRAMEWORK_ID, owner: OWNER, traits },
  );
}

describe("a launch, in the words of Mesos", () => {
  for (const golden of GOLDEN_CASES) {
    it(`${golden.file}: ${golden.shows} [C-34] [C-37] [C-53] [C-54]`, () => {
      const { call, updates } = plan(golden);
      const { accept }: { accept: unknown } = JSON.parse(encodeJson("mesos.v1.scheduler.Call", call));
      const file = join(DIRECTORY, `${golden.file}.json`);
      const written = {
        shows: golden.shows,
        ...(updates.length === 0 ? {} : { ended: updates }),
        accept,
      };
      if (isUpdate) writeFileSync(file, `${JSON.stringify(written, undefined, 2)}\n`);
      assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), written);
    });

    it(`${golden.file} passes what a master checks [C-35] [C-36]`, () => {
      const offered = { resources: golden.offers.flat(), agentId: AGENT_ID, principal: OWNER.principal };
      const { call } = plan(golden);
      assert.deepEqual(acceptProblems(call, offered), []);
      // The rules do find fault: on another agent that lacks something, none of these calls is right.
      const less = golden.offers.flat().slice(1);
      assert.notDeepEqual(acceptProblems(call, { ...offered, resources: less, agentId: "agent-2" }), []);
      const text = encodeJson("mesos.v1.scheduler.Call", call);
      assert.equal(encodeJson("mesos.v1.scheduler.Call", decodeJson("mesos.v1.scheduler.Call", text)), text);
    });
  }

  it("has a file for each case, and none more", () => {
    assert.deepEqual(
      readdirSync(DIRECTORY).toSorted(),
      GOLDEN_CASES.map(({ file }) => `${file}.json`),
    );
    assert.ok(GOLDEN_CASES.length >= 40);
  });
});
