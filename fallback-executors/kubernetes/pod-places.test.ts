import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KubernetesError } from "./api.ts";
import { anApi } from "./kubernetes.builders.ts";
import { podName } from "./labels.ts";
import { createPodPlaces } from "./pod-places.ts";

describe("the place of a pod", () => {
  it("is known where all share one namespace", async () => {
    const api = anApi(() => assert.fail("nobody is asked"));
    const places = createPodPlaces({ api, installation: "lab", namespace: "batch" });
    assert.equal(await places.podsPathOf("1.1.1"), "/api/v1/namespaces/batch/pods");
  });

  it("is found by its labels where each project has a namespace, and asked for once", async () => {
    const asked: string[] = [];
    const api = anApi(({ path }) => {
      asked.push(decodeURIComponent(path));
      return {
        items: [
          { metadata: { name: "somebody-elses", namespace: "trap" } },
          { metadata: { name: podName("lab", "1.1.1"), namespace: "jobs-biology" } },
        ],
      };
    });
    const places = createPodPlaces({ api, installation: "lab", namespace: "jobs-${project}" });
    for (let times = 0; times < 2; times += 1)
      assert.equal(await places.podsPathOf("1.1.1"), "/api/v1/namespaces/jobs-biology/pods");
    assert.deepEqual(asked, [
      "/api/v1/pods?labelSelector=godocker.org/installation=lab,godocker.org/task=1.1.1",
    ]);
  });

  it("is nowhere when it is not there", async () => {
    const api = anApi(() => ({ items: [] }));
    const places = createPodPlaces({ api, installation: "lab", namespace: "jobs-${project}" });
    await assert.rejects(
      places.podsPathOf("1.1.1"),
      (error) => error instanceof KubernetesError && error.status === 404,
    );
  });
});
