// A fuzzer against the server's own OpenAPI document. How many cases of each operation: `--cases` of `npm run
// integration`. Its jobs go to simulated agents: nothing that it makes up is ever run.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { startLocalCluster, startSimulatedAgents } from "../../../local-cluster/start.ts";
import { install } from "../../installation.ts";
import { ensureSchemathesis, runProgram } from "../../services/schemathesis.ts";

const CASES = Number(process.env["INTEGRATION_CASES"] ?? 15);
const SEED = process.env["INTEGRATION_SEED"] ?? "1";
const AGENTS = 3;

/** Answers that never end, and the one that is no answer; their tests are beside them. */
const ENDLESS = "/api/v2/(events|jobs/\\{id\\}/exec)$";

/**
 * - What is not there yet is 501, and what needs a scheduler may be 503: both are documented.
 * - Documents say more than a schema can (a search, a cursor, a directory of this site), so good data by the schema may
 *   be refused, with a documented status.
 */
const SETTINGS = `
hooks = "hooks"

[checks]
not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 501, 503, 504]
positive_data_acceptance.expected-statuses = ["2xx", 304, 400, 401, 403, 404, 406, 409, 412, 413, 415, 416, 422, 426, 428, 501, 503]
negative_data_rejection.expected-statuses = ["4xx", 501]

# A line with a fault is told in its own answer, and the others are stored.
[[operations]]
include-operation-id = "submitJobs"
checks = { negative_data_rejection = { expected-statuses = ["2xx", "4xx"] } }

# Answers that wait are not waited for.
[[operations]]
include-operation-id = "getJob"
parameters = { timeout = 0 }

[[operations]]
include-operation-id = "getOutput"
parameters = { follow = "false" }
`;
/** How lines of JSON are written and read. */
const HOOKS = `
import json
import schemathesis

@schemathesis.serializer("application/x-ndjson")
def serialize(ctx, value):
    return json.dumps(value).encode() + b"\\n"

@schemathesis.deserializer("application/x-ndjson")
def deserialize(ctx, response):
    lines = [line for line in response.content.split(b"\\n") if line]
    return json.loads(lines[0]) if lines else {"line": 1, "valid": True}
`;

describe(`${CASES} made-up cases of each operation, seed ${SEED}`, () => {
  it("find no fault of the server, no answer that is not documented, and no document that is not as it says", async (t) => {
    const program = ensureSchemathesis();
    const directory = await mkdtemp(join(tmpdir(), "godocker-openapi-"));
    try {
      await using cluster = await startLocalCluster({ directory: join(directory, "cluster"), agents: [] });
      await using running = new AsyncDisposableStack();
      const agents = await startSimulatedAgents({
        masterUrl: cluster.masterUrl,
        count: AGENTS,
        seed: 1,
        recordFile: join(directory, "record.ndjson"),
        taskDurationMs: { min: 100, max: 5000 },
      });
      running.use(agents);
      await using installation = await install({ masterUrl: cluster.masterUrl });
      await writeFile(join(directory, "schemathesis.toml"), SETTINGS);
      await writeFile(join(directory, "hooks.py"), HOOKS);
      const { status, output } = await runProgram(
        program,
        [
          "run",
          `${installation.url}/api/v2/openapi.json`,
          `--header=Authorization:Bearer ${installation.token}`,
          `--exclude-path-regex=${ENDLESS}`,
          "--checks=all",
          `--max-examples=${CASES}`,
          `--seed=${SEED}`,
          "--request-timeout=300",
          "--max-response-time=240", // for requests that hang, not for slow machines
          "--continue-on-failure",
          "--generation-database=none",
          "--warnings=off",
          "--no-color",
        ],
        directory,
      );
      const summary = output.slice(output.lastIndexOf("SUMMARY"));
      t.diagnostic(/(\d+) generated/.exec(summary)?.[0] ?? "no number of cases was told");
      assert.equal(status, 0, output.slice(-20_000));
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
