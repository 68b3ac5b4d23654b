import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeJson, encodeJson } from "../proto/codec.ts";
import type { Resource } from "../proto/generated/types.ts";
import { aTask } from "./backend.builders.ts";
import { planLaunch } from "./launch.ts";
import { taskIdOf } from "../jobs/job.ts";

function cpus(value: number): Resource {
  return { name: "cpus", type: "SCALAR", scalar: { value }, allocation_info: { role: "batch" } };
}
const small = { cpusMilli: 500, memMib: 0, diskMib: 0, gpus: 0 };
const anOrder = { agentId: "agent-1", offerIds: ["o1"], refuseMs: 0 };

describe("a task", () => {
  it("is written as Mesos reads it, without a shell", () => {
    const task = aTask({
      taskId: taskIdOf(7, 3, 1, 2),
      name: "blast[3] (ada)",
      argv: ["./script", "a b", "$HOME"],
      env: { LANG: "C.UTF-8", EMPTY: "" },
      files: [{ url: "http://front1/once/x", name: "script", executable: true }],
      resources: { ...small, diskMib: 10 },
      labels: { "godocker.job": "7" },
      graceMs: 1500,
    });
    const disk: Resource = { name: "disk", type: "SCALAR", scalar: { value: 100 } };
    const { call, updates } = planLaunch({ ...anOrder, tasks: [task] }, [{ usable: [cpus(4), disk] }]);
    assert.deepEqual(updates, []);
    const json: unknown = JSON.parse(encodeJson("mesos.v1.scheduler.Call", call));
    assert.deepEqual(json, {
      type: "ACCEPT",
      accept: {
        offer_ids: [{ value: "o1" }],
        operations: [
          {
            type: "LAUNCH",
            launch: {
              task_infos: [
                {
                  name: "blast[3] (ada)",
                  task_id: { value: "7-3.1.2" },
                  agent_id: { value: "agent-1" },
                  resources: [
                    {
                      name: "cpus",
                      type: "SCALAR",
                      scalar: { value: 0.5 },
                      allocation_info: { role: "batch" },
                    },
                    { name: "disk", type: "SCALAR", scalar: { value: 10 } },
                  ],
                  command: {
                    uris: [
                      {
                        value: "http://front1/once/x",
                        executable: true,
                        extract: false,
                        cache: false,
                        output_file: "script",
                      },
                    ],
                    environment: {
                      variables: [
                        { name: "LANG", value: "C.UTF-8" },
                        { name: "EMPTY", value: "" },
                      ],
                    },
                    shell: false,
                    value: "./script",
                    arguments: ["./script", "a b", "$HOME"],
                    user: "ada",
                  },
                  kill_policy: { grace_period: { nanoseconds: 1_500_000_000 } },
                  labels: { labels: [{ key: "godocker.job", value: "7" }] },
                },
              ],
            },
          },
        ],
        filters: { refuse_seconds: 0 },
      },
    });
    assert.deepEqual(decodeJson("mesos.v1.scheduler.Call", JSON.stringify(json)), call);
  });
});

describe("an order of several tasks", () => {
  it("cuts them out of the same offers, and ends the one that finds too little", () => {
    const tasks = [1, 2, 3].map((job) => aTask({ taskId: taskIdOf(job, undefined, 1, 1), resources: small }));
    const { call, updates } = planLaunch({ ...anOrder, tasks }, [{ usable: [cpus(1.2)] }]);
    const infos = call.accept?.operations?.[0]?.launch?.task_infos ?? [];
    assert.deepEqual(
      infos.map(({ task_id }) => task_id.value),
      ["1.1.1", "2.1.1"],
    );
    assert.deepEqual(updates, [
      {
        taskId: "3.1.1",
        agentId: "agent-1",
        state: "error",
        message: "the offers hold too little of cpus",
        reconciliation: false,
      },
    ]);
  });

  it("of which none is left gives the offers back", () => {
    const { call } = planLaunch({ ...anOrder, tasks: [], refuseMs: 2500 }, [{ usable: [cpus(1)] }]);
    assert.deepEqual(call, {
      type: "DECLINE",
      decline: { offer_ids: [{ value: "o1" }], filters: { refuse_seconds: 2.5 } },
    });
  });
});
