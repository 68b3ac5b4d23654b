import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aSpec, someResources } from "../jobs/life/job.builders.ts";
import type { JobSpec } from "../jobs/spec/spec.ts";
import type { Capabilities } from "./backend.ts";
import { incapabilities } from "./capability-check.ts";

const EVERYTHING: Capabilities = {
  gpus: true,
  ports: true,
  networks: true,
  images: true,
  dockerImages: true,
  tmpfs: true,
  shm: true,
  scratch: true,
  memoryLimits: true,
  revocable: true,
  reservations: true,
  volumes: "same-path",
  pause: true,
  exec: true,
};
const image = { ref: "alpine", pull: "ifNotPresent" } as const;
const tmpfs = [{ path: "/t", bytes: 1024 ** 2 }];
const pointersOf = (spec: JobSpec, ...backends: readonly Capabilities[]) =>
  incapabilities(spec, backends).map(({ pointer }) => pointer);

describe("a job that asks for more than a backend can do", () => {
  for (const [asks, without, spec, ...pointers] of [
    ["an image", { images: false }, { image }, "/image"],
    [
      "Docker",
      { dockerImages: false },
      { image: { ...image, containerizer: "docker" } },
      "/image/containerizer",
    ],
    ["a network", { networks: false }, { network: { name: "weave", ports: [] } }, "/network"],
    [
      "ports of a network",
      { ports: false },
      { network: { name: "weave", ports: [{ container: 80, protocol: "tcp" }] } },
      "/network/ports",
    ],
    ["GPUs", { gpus: false }, { resources: someResources({ gpus: 1 }) }, "/resources/gpus"],
    [
      "a memory limit",
      { memoryLimits: false },
      { resources: someResources({ memoryLimitBytes: 2 ** 31 }) },
      "/resources/memoryLimitBytes",
    ],
    [
      "shared memory",
      { shm: false },
      { image, resources: someResources({ shmBytes: 2 ** 20 }) },
      "/resources/shmBytes",
    ],
    ["ports", { ports: false }, { resources: someResources({ ports: 1 }) }, "/resources/ports"],
    ["memory file systems", { tmpfs: false }, { image, tmpfs }, "/tmpfs"],
    ["scratch space", { scratch: false }, { scratch: { bytes: 2 ** 30, path: "scratch" } }, "/scratch"],
    ["volumes", { volumes: "none" }, { volumes: [{ name: "home", mode: "ro" }] }, "/volumes"],
  ] as const satisfies readonly (readonly [string, Partial<Capabilities>, Partial<JobSpec>, ...string[]])[]) {
    it(`is refused for ${asks}, and for nothing else`, () => {
      assert.deepEqual(pointersOf(aSpec(spec), { ...EVERYTHING, ...without }), pointers);
      assert.deepEqual(pointersOf(aSpec(spec), { ...EVERYTHING, ...without }, EVERYTHING), []);
      assert.deepEqual(pointersOf(aSpec(), { ...EVERYTHING, ...without }), []);
    });
  }

  it("is refused for all of it at once", () => {
    const spec = aSpec({ image, tmpfs, resources: someResources({ gpus: 1 }) });
    const none = { ...EVERYTHING, images: false, tmpfs: false, gpus: false };
    assert.deepEqual(pointersOf(spec, none, none), ["/image", "/resources/gpus", "/tmpfs"]);
  });

  it("is refused when each backend can do a part of it, for what the nearest one lacks", () => {
    const spec = aSpec({ image, tmpfs, resources: someResources({ gpus: 1 }) });
    const withGpus = { ...EVERYTHING, images: false, tmpfs: false };
    const withImages = { ...EVERYTHING, gpus: false };
    assert.deepEqual(pointersOf(spec, withGpus, withImages), ["/resources/gpus"]);
    assert.match(incapabilities(spec, [withGpus, withImages])[0]?.message ?? "", /all else/);
  });

  it("is never refused for letting itself be preempted", () => {
    assert.deepEqual(pointersOf(aSpec({ preemptible: true }), { ...EVERYTHING, revocable: false }), []);
  });
});

describe("a job that limits its processes", () => {
  const limited = (fields: Partial<JobSpec> = {}) =>
    aSpec({ resources: someResources({ pids: 64 }), ...fields });
  const byDocker = { ...EVERYTHING, pids: "docker-images" } as const;
  const byMesos = { image: { ...image, containerizer: "mesos" } } as const;

  it("is refused where no backend does so", () => {
    assert.deepEqual(pointersOf(limited({ image }), EVERYTHING), ["/resources/pids"]);
  });

  it("is taken where its image is started by Docker, or all are limited", () => {
    assert.deepEqual(pointersOf(limited({ image }), byDocker), []);
    assert.deepEqual(pointersOf(limited(), byDocker), ["/resources/pids"]);
    assert.deepEqual(pointersOf(limited(byMesos), byDocker), ["/resources/pids"]);
    assert.deepEqual(pointersOf(limited(), { ...EVERYTHING, pids: "all" }), []);
  });
});
