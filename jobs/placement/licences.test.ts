import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aSpec, someResources } from "../life/job.builders.ts";
import { licenceProblems } from "./licences.ts";
import { requirementKey, requirementOf } from "./requirement.ts";
import { validateJobSpec } from "../submission/validate.ts";

const asking = (licences: Record<string, number>) => aSpec({ resources: someResources({ licences }) });
const SITE = { matlab: 3, ansys: 1 };

describe("licences that a job asks for", () => {
  it("are taken when the site has as many", () => {
    assert.deepEqual(licenceProblems(asking({ matlab: 3, ansys: 1 }), SITE), []);
    assert.deepEqual(licenceProblems(aSpec(), {}), []);
  });

  it("are refused by name, with the nearest, and beyond their number", () => {
    const problems = licenceProblems(asking({ matlap: 1, ansys: 2, toString: 1 }), SITE);
    assert.deepEqual(
      problems.map(({ pointer, code, hint }) => [pointer, code, hint]),
      [
        ["/resources/licences/ansys", "range", undefined],
        ["/resources/licences/matlap", "unknown_name", "did you mean matlab?"],
        ["/resources/licences/toString", "unknown_name", undefined],
      ],
    );
  });

  it("tell shapes apart, whatever order they are written in", () => {
    const key = (licences: Record<string, number>) => requirementKey(requirementOf(asking(licences)));
    assert.equal(key({ matlab: 1, ansys: 1 }), key({ ansys: 1, matlab: 1 }));
    assert.notEqual(key({ matlab: 1 }), key({ matlab: 2 }));
    assert.equal(key({}), requirementKey(requirementOf(aSpec())));
  });

  it("are whole numbers above 0 with proper names", () => {
    const faults = (licences: unknown) => {
      const checked = validateJobSpec({ command: ["true"], resources: { licences } });
      return checked.ok ? [] : checked.problems.map(({ pointer, code }) => `${pointer} ${code}`);
    };
    assert.deepEqual(faults({ matlab: 2 }), []);
    assert.deepEqual(faults({ matlab: 0 }), ["/resources/licences/matlab range"]);
    assert.deepEqual(faults({ "a b": 1 }).length, 1);
    assert.deepEqual(faults(["matlab"]), ["/resources/licences type"]);
  });
});
