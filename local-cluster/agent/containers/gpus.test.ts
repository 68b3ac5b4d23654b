import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createGpuAllocation, gpuEnvironment } from "./gpus.ts";

describe("the GPUs of an agent", () => {
  it("belong to one container each, and are free again after it", () => {
    const gpus = createGpuAllocation(["GPU-a", "GPU-b", "GPU-c"]);
    assert.deepEqual(gpus.take("one", 2), ["GPU-a", "GPU-b"]);
    assert.equal(gpus.take("two", 2), undefined);
    assert.deepEqual(gpus.take("two", 1), ["GPU-c"]);
    gpus.release("one");
    assert.deepEqual(gpus.take("three", 2), ["GPU-a", "GPU-b"]);
  });

  it("stay with their container when the agent is started anew", () => {
    const gpus = createGpuAllocation(["0", "1"]);
    gpus.retake("old", ["0"]);
    assert.deepEqual(gpus.take("new", 1), ["1"]);
  });

  it("are told to a task, also that it has none, but not where there are none at all", () => {
    const gpus = createGpuAllocation(["0", "1"]);
    assert.deepEqual(gpuEnvironment(gpus, ["0", "1"]), {
      CUDA_VISIBLE_DEVICES: "0,1",
      NVIDIA_VISIBLE_DEVICES: "0,1",
      GODOCKER_GPUS: "0,1",
    });
    assert.equal(gpuEnvironment(gpus, [])["NVIDIA_VISIBLE_DEVICES"], "void");
    assert.deepEqual(gpuEnvironment(createGpuAllocation([]), []), {});
  });
});
