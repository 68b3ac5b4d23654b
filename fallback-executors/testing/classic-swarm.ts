import { scriptedEngine, type ScriptedEngine } from "./scripted-engine.ts";

/** What is looked at of a container's body. */
interface Body {
  readonly Env: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly HostConfig: Readonly<Record<string, unknown>>;
  readonly Volumes?: unknown;
}

interface Container {
  readonly id: string;
  readonly name: string;
  readonly node: string;
  readonly body: Body;
  state: object;
  isRunning: boolean;
}

export interface TinyClassicSwarm extends AsyncDisposable {
  readonly url: string;
  /** The body that a task's container was created from. */
  created(taskId: string): Body;
  ends(taskId: string, exitCode: number): void;
  /** What it says to whoever wants a container from now on; `undefined`: it has room. */
  fill(message: string | undefined): void;
  addForeign(node: string, memMib: number): void;
  setHealthy(node: string, isHealthy: boolean): void;
}

const NODES = [
  { name: "node-1", cpus: 4, memory: "7.995 GiB" },
  { name: "node-2", cpus: 8, memory: "15.995 GiB" },
] as const;

/**
 * A stand-in for the manager of a classic Swarm: nodes in `SystemStatus`, no id of its own, names of containers that
 * begin with their node's, `Node` in what it tells of one, and its placement by `constraint:node==NAME`.
 * Source: Docker Swarm API 1.2.
 */
export async function tinyClassicSwarm(): Promise<TinyClassicSwarm> {
  const containers: Container[] = [];
  const silent = new Set<string>();
  let refusal: string | undefined;
  const json = (value: object) => JSON.stringify(value);
  const of = (taskId: string): Container => {
    const found = containers.find(({ body }) => body.Labels["org.godocker.task"] === taskId);
    if (found === undefined) throw new Error(`there is no container of ${taskId}`);
    return found;
  };
  const add = (name: string, node: string, body: Body): Container => {
    const one = {
      id: `c${containers.length + 1}`,
      name,
      node,
      body,
      state: { Status: "created" },
      isRunning: false,
    };
    containers.push(one);
    return one;
  };
  const starts = (one: Container): void => {
    one.state = { Status: "running", Running: true };
    one.isRunning = true;
  };
  const engine: ScriptedEngine = await scriptedEngine({
    "GET /info": (response) => {
      const rows = NODES.flatMap(({ name, cpus, memory }, at) => [
        [` ${name}`, `10.1.0.${at + 1}:2376`],
        ["  └ ID", `ID:${name}`],
        ["  └ Status", silent.has(name) ? "Unhealthy" : "Healthy"],
        ["  └ Containers", `${containers.filter(({ node }) => node === name).length}`],
        ["  └ Reserved CPUs", `0 / ${cpus}`],
        ["  └ Reserved Memory", `0 B / ${memory}`],
        ["  └ Labels", "storagedriver=overlay2, rack=a"],
        ["  └ ServerVersion", "20.10.24"],
      ]);
      const own = [
        ["Role", "primary"],
        ["Strategy", "spread"],
        ["Filters", "health, port, containerslots, dependency, affinity, constraint"],
        ["Nodes", `${NODES.length}`],
      ];
      const NCPU = NODES.reduce((sum, { cpus }) => sum + cpus, 0);
      response.end(
        json({ ID: "", Name: "manager", NCPU, MemTotal: 24 * 1024 ** 3, SystemStatus: [...own, ...rows] }),
      );
    },
    "GET /containers/json": (response) => {
      const listed = containers.map(({ id, name, node, body, isRunning }) => ({
        Id: id,
        Names: [`/${node}/${name}`],
        State: isRunning ? "running" : "exited",
        Labels: body.Labels,
      }));
      response.end(json(listed));
    },
    "POST /containers/create": (response, request, text) => {
      const body = JSON.parse(text) as Body; // as it was sent
      const node = body.Env.flatMap((word) => /^constraint:node==(.+)$/.exec(word)?.[1] ?? [])[0];
      const isThere = NODES.some(({ name }) => name === node && !silent.has(name));
      const message = refusal ?? (isThere ? undefined : `unable to find a node that satisfies node==${node}`);
      if (message !== undefined || node === undefined) {
        response.writeHead(500).end(json({ message }));
        return;
      }
      const name = new URL(request.url ?? "", "http://swarm").searchParams.get("name") ?? "";
      response.writeHead(201).end(json({ Id: add(name, node, body).id }));
    },
    "PUT /containers/*": {},
    "POST /containers/*": (response, request) => {
      const [, id, what] = /\/containers\/([^/]+)\/(\w+)/.exec(request.url ?? "") ?? [];
      const one = containers.find((container) => container.id === id);
      if (one !== undefined && what === "start") starts(one);
      response.writeHead(204).end();
    },
    "GET /containers/*": (response, request) => {
      const [, id] = /\/containers\/([^/]+)\/json/.exec(request.url ?? "") ?? [];
      const one = containers.find((container) => container.id === id);
      if (one === undefined || silent.has(one.node)) {
        response.writeHead(one === undefined ? 404 : 500).end(json({ message: `no answer about ${id}` }));
        return;
      }
      const Node = { ID: `ID:${one.node}`, IP: "10.1.0.1", Addr: "10.1.0.1:2376", Name: one.node };
      response.end(
        json({ Id: id, Name: `/${one.name}`, State: one.state, HostConfig: one.body.HostConfig, Node }),
      );
    },
  });
  return {
    url: engine.url,
    created: (taskId) => of(taskId).body,
    ends(taskId, exitCode) {
      const one = of(taskId);
      one.state = { Status: "exited", ExitCode: exitCode, FinishedAt: new Date().toISOString() };
      one.isRunning = false;
      const Attributes = { ...one.body.Labels, "node.name": one.node };
      engine.event({ Type: "container", Action: "die", Actor: { ID: one.id, Attributes } });
    },
    fill(message) {
      refusal = message;
    },
    addForeign(node, memMib) {
      starts(add("foreign", node, { Env: [], Labels: {}, HostConfig: { Memory: memMib * 1024 * 1024 } }));
    },
    setHealthy(node, isHealthy) {
      if (isHealthy) silent.delete(node);
      else silent.add(node);
    },
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}
