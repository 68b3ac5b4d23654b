import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fieldsOf, textIn } from "../../fallback-executors/docker/documents.ts";
import { nameOfWorld } from "../../fallback-executors/testing/kubernetes-cluster.ts";
import { install } from "../installation.ts";
import { TEST_IMAGE } from "../services/dockerd.ts";
import { NODE, type RemoteNode } from "../services/kubernetes.ts";
import { listed, type Lab } from "./lab.ts";
import { until } from "../until.ts";

/** Two tasks, each of which takes most of a node; one loses its node, and is started on the other. */
export async function aLostNodesJobGoesElsewhere({ home, cluster }: Lab, second: RemoteNode): Promise<void> {
  const marks = join(home, "lost");
  mkdirSync(marks, { recursive: true });
  const { body } = await cluster.ask("GET", `/api/v1/nodes/${second.name}`);
  const { allocatable } = fieldsOf(fieldsOf(body)["status"]);
  const cpus = Number(textIn(fieldsOf(allocatable), "cpu"));
  const name = nameOfWorld();
  await using site = await install({
    set: [
      "kubernetes.namespace=default",
      `kubernetes.kubeconfig=${cluster.kubeconfig}`,
      `kubernetes.installation=${name}`,
      "jobs.shared=true",
      "scheduling.unreachableTimeout=15s",
      `volumes=${JSON.stringify([{ name: "marks", source: marks, mode: "rw" }])}`,
    ],
  });
  const { client } = site;
  const job = await client.submit({
    image: TEST_IMAGE,
    script: '#!/bin/sh\nwhile [ ! -e "$GODOCKER_VOLUME_MARKS/go" ]; do sleep 1; done\n',
    array: { from: 1, to: 2 },
    resources: { cpus: Math.floor(cpus * 60) / 100, memoryBytes: 32 * 1024 ** 2 },
    volumes: [{ name: "marks", mode: "rw" }],
    retry: { maxAttempts: 6 },
  });
  await until("each runs on a node", async () => (await client.get(job.id)).progress?.running === 2);
  const attempts = async () => (await client.attempts(job.id)).items;
  assert.deepEqual((await attempts()).map(({ agentId }) => agentId).toSorted(), [NODE, second.name]);
  second.setPlugged(false);
  try {
    await until("one is lost", async () =>
      (await attempts()).some(({ agentId, reason }) => agentId === second.name && reason === "NodeLost"),
    );
    writeFileSync(join(marks, "go"), "");
    const ended = await client.waitForEnd(job.id);
    assert.equal(ended.state, "succeeded", JSON.stringify(ended));
    const successes = (await attempts()).filter(({ state }) => state === "succeeded");
    assert.deepEqual(
      successes.map(({ agentId }) => agentId),
      [NODE, NODE],
    );
  } finally {
    second.setPlugged(true);
  }
  // What was taken for lost is not left to itself.
  await until("its pod is over", async () => {
    const answer = await cluster.ask("GET", "/api/v1/namespaces/default/pods");
    return listed(answer.body)
      .filter((pod) => JSON.stringify(pod["metadata"]).includes(name))
      .every((pod) => ["Succeeded", "Failed"].includes(textIn(fieldsOf(pod["status"]), "phase") ?? ""));
  });
}
