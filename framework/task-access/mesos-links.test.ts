import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mesosLinks } from "./mesos-links.ts";
import { aTaskAt, TASK } from "./tiny-agent.builders.ts";

describe("links into the Mesos web UI", () => {
  const task = aTaskAt("http://node1:5051#fw%2F1");
  const at = (base: string) => {
    const executor = `${base}/#/agents/agent-1/frameworks/fw%2F1/executors/${TASK}`;
    return { mesosTask: executor, mesosSandbox: `${executor}/tasks/${TASK}/browse` };
  };

  it("lead to the executor of a task and to its files [C-55]", () => {
    for (const [webUrl, base] of [
      ["http://mesos.example.org:5050", "http://mesos.example.org:5050"],
      ["http://mesos.example.org:5050/#/frameworks", "http://mesos.example.org:5050"],
      ["https://proxy.example.org/mesos/", "https://proxy.example.org/mesos"],
    ] as const) {
      assert.deepEqual(mesosLinks(new URL(webUrl), task), at(base));
    }
  });

  it("are not there for a task that no Mesos runs", () => {
    const elsewhere = aTaskAt("docker://node1/abc");
    assert.equal(mesosLinks(new URL("http://mesos.example.org"), elsewhere), undefined);
  });
});
