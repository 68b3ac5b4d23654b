import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aStart } from "../../jobs/life/job.builders.ts";
import type { Capabilities } from "../../offers/backend.ts";
import { aWorld, submitted } from "../api.builders.ts";

const post = (payload: object) => ({
  method: "POST" as const,
  url: "/api/v2/jobs",
  payload: { command: ["true"], ...payload },
});
const MIB = 1024 ** 2;
const NOTHING: Capabilities = {
  gpus: false,
  ports: false,
  networks: false,
  images: false,
  dockerImages: false,
  tmpfs: false,
  shm: false,
  scratch: false,
  memoryLimits: false,
  revocable: false,
  reservations: false,
  volumes: "same-path",
  pause: false,
  exec: false,
};

describe("a job that says where it runs", () => {
  const everything = {
    image: { ref: "biocontainers/blast:2.15", containerizer: "docker" },
    network: {
      name: "weave",
      ports: [
        { container: 80, name: "http" },
        { container: 53, protocol: "udp" },
      ],
    },
    tmpfs: [{ path: "/cache", bytes: 64 * MIB }],
    scratch: { bytes: 1024 * MIB },
    constraints: [
      { attribute: "rack", op: "eq", value: "r1" },
      { attribute: "hostname", op: "match", value: "node[0-9]+" },
    ],
    preemptible: true,
    resources: { memoryLimitBytes: 4096 * MIB, shmBytes: 128 * MIB, ports: 2, portNames: ["rpc"] },
  };

  it("shows what it asked for, in a form that can be submitted again", async () => {
    await using world = await aWorld({ networks: ["weave"] });
    const id = await submitted(world, everything);
    const job = (await world.inject({ url: `/api/v2/jobs/${id}` })).json();
    assert.deepEqual(job.image, {
      ref: "biocontainers/blast:2.15",
      pull: "ifNotPresent",
      containerizer: "docker",
    });
    assert.deepEqual(job.scratch, { bytes: 1024 * MIB, path: "/scratch" });
    assert.deepEqual(job.constraints[0], { attribute: "rack", op: "eq", values: ["r1"] });
    assert.deepEqual(job.retry.on, ["node", "launch", "preempt"]);
    const { image, network, tmpfs, scratch, constraints, preemptible, resources, retry } = job;
    const again = await submitted(world, {
      image,
      network,
      tmpfs,
      scratch,
      constraints,
      preemptible,
      resources,
      retry,
    });
    const copy = (await world.inject({ url: `/api/v2/jobs/${again}` })).json();
    for (const field of [...Object.keys(everything), "retry"]) assert.deepEqual(copy[field], job[field]);
    const [listed] = (await world.inject({ url: "/api/v2/jobs" })).json().items;
    assert.deepEqual(listed.network, job.network);
  });

  it("shows for each attempt which ports it has, what for, and its address", async () => {
    await using world = await aWorld({ networks: ["weave"] });
    const id = await submitted(world, everything);
    const start = aStart({ job: id, ports: [31_000, 31_001, 31_002, 31_003] });
    const { taskId } = start;
    await world.lead(id, { type: "launched", start }, { type: "running", taskId, address: "10.32.0.7" });
    const { attempts } = (await world.inject({ url: `/api/v2/jobs/${id}` })).json();
    assert.deepEqual(attempts[0].ports, [
      { port: 31_000, name: "rpc" },
      { port: 31_001 },
      { port: 31_002, name: "http", container: 80, protocol: "tcp" },
      { port: 31_003, container: 53, protocol: "udp" },
    ]);
    assert.equal(attempts[0].address, "10.32.0.7");
    const { items } = (await world.inject({ url: `/api/v2/jobs/${id}/attempts` })).json();
    assert.deepEqual(items, attempts);
  });

  it("is refused with a network that is not there, and told what there is", async () => {
    await using world = await aWorld({ networks: ["weave", "calico"] });
    const fault = async (name: string) => (await world.inject(post({ network: { name } }))).json().errors[0];
    const { pointer, code, allowed, hint } = await fault("weeve");
    assert.deepEqual(
      [pointer, code, allowed, hint],
      ["/network/name", "unknown_name", "weave, calico", "did you mean weave?"],
    );
    assert.match((await fault("host")).hint, /leave network out/);
    await using without = await aWorld();
    const answer = await without.inject(post({ network: { name: "weave" } }));
    assert.match(answer.json().errors[0].allowed, /no networks are configured/);
  });

  it("is refused with a mount over one of its volumes, but may be mounted beside them", async () => {
    await using world = await aWorld();
    const faults = async (path: string, name = "home") => {
      const tmpfs = [{ path, bytes: MIB }];
      const answer = await world.inject(post({ image: "alpine", tmpfs, volumes: [{ name }] }));
      return answer.statusCode === 201
        ? []
        : answer.json().errors.map((each: { message: string }) => each.message);
    };
    assert.deepEqual(await faults("/data/home"), ['is taken by the volume "home"']);
    assert.deepEqual(await faults("/data/home/x"), ['lies one in the other with the volume "home"']);
    assert.deepEqual(await faults("/data"), ['lies one in the other with the volume "home"']);
    assert.deepEqual(await faults("/data/home", "reference"), []);
    assert.deepEqual(await faults("/data/homes"), []);
  });

  it("is root in its container where the site lets it, and shown so; else it is as its owner", async () => {
    const root = [{ images: ["docker.io/library/debian"], users: ["ana"] }];
    const siteRules = {
      notify: { ports: [], mailDomains: undefined },
      volumes: [],
      queues: [{ name: "default", limits: {} }],
      queueByDefault: "default",
      projects: [],
      licences: {},
      executors: ["mesos"],
      root,
    };
    await using world = await aWorld({ siteRules });
    const asked = await world.inject(post({ image: "debian:12", rootInContainer: true }));
    assert.equal(asked.statusCode, 201, asked.body);
    const { id } = asked.json();
    assert.equal((await world.inject({ url: `/api/v2/jobs/${id}` })).json().rootInContainer, true);
    assert.equal((await world.inject({ url: `/api/v2/jobs/${id}/spec` })).json().rootInContainer, true);
    const usual = await world.inject(post({ image: "debian:12", rootInContainer: false }));
    assert.equal(usual.json().rootInContainer, undefined);
    root.length = 0;
    const later = await world.inject(post({ image: "debian:12", rootInContainer: true }));
    assert.deepEqual(
      later.json().errors.map((error: { pointer: string }) => error.pointer),
      ["/rootInContainer"],
    );
  });

  it("is refused for what no cluster can do, all at once and stored nowhere", async () => {
    await using world = await aWorld({ capabilities: [NOTHING], networks: ["weave"] });
    const answer = await world.inject(post(everything));
    assert.equal(answer.statusCode, 422);
    const told = answer
      .json()
      .errors.map((each: { pointer: string; code: string }) => `${each.pointer} ${each.code}`);
    assert.deepEqual(told, [
      "/image not_supported",
      "/image/containerizer not_supported",
      "/network not_supported",
      "/network/ports not_supported",
      "/resources/memoryLimitBytes not_supported",
      "/resources/shmBytes not_supported",
      "/resources/ports not_supported",
      "/tmpfs not_supported",
      "/scratch not_supported",
    ]);
    assert.match(answer.json().errors[0].message, /no cluster of this installation starts images/);
    const batch = await world.inject({
      method: "POST",
      url: "/api/v2/jobs:batch",
      payload: JSON.stringify({ command: ["true"], image: "alpine" }),
      headers: { "content-type": "application/x-ndjson" },
    });
    assert.equal(JSON.parse(batch.body).problem.errors[0].pointer, "/image");
    assert.deepEqual(await world.store.inbox(10), []);
    assert.equal((await world.inject(post({ preemptible: true }))).statusCode, 201);
  });
});
