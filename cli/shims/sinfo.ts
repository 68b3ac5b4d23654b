import type { Node } from "../../client/documents/cluster.ts";
import type { Queue } from "../../client/site.ts";
import type { Flag } from "../frame/flag.ts";
import { parseWords } from "../frame/parse.ts";
import { FAILED, type Shim } from "./shim.ts";
import { formatOfSlurm, slurmTime, type Fields } from "./slurm-units.ts";

const FLAGS: readonly Flag[] = [
  { name: "noheader", short: "h", summary: "" },
  { name: "format", short: "o", value: "VALUE", summary: "" },
  { name: "partition", short: "p", value: "VALUE", summary: "" },
  { name: "Node", short: "N", summary: "" },
  { name: "all", short: "a", summary: "" },
];
const USUAL = "%9P %.5a %.10l %.6D %.6t %N";
const BY_NODE = "%20N %.6D %9P %.6t";

interface Row {
  readonly queue: Queue;
  readonly state: string;
  readonly nodes: readonly Node[];
}

/** Queues as partitions, with the machines that their jobs may use, by state. */
export async function sinfo(shim: Shim, words: readonly string[]): Promise<number> {
  const { terminal } = shim;
  const parsed = parseWords(FLAGS, words);
  const faults = [
    ...parsed.faults.map(({ where, why }) => `${where} ${why}`),
    ...parsed.operands.map(({ text }) => `"${text}" is no flag`),
  ];
  for (const fault of faults) await terminal.err(`sinfo: error: ${fault}\n`);
  if (faults.length > 0) return FAILED;
  const wishes = new Map(parsed.given.map(({ flag: { name }, text }) => [name, text ?? ""]));
  const byNode = wishes.has("Node");
  const format = formatOfSlurm(wishes.get("format") ?? (byNode ? BY_NODE : USUAL), FIELDS);
  const { client } = await shim.connect();
  const [queues, nodes] = await Promise.all([client.queues(), client.nodes()]);
  const wanted = wishes.get("partition")?.split(",");
  const rows = queues
    .filter(({ name }) => wanted === undefined || wanted.includes(name))
    .flatMap((queue): readonly Row[] => {
      const own = nodes.filter(({ executor }) => queue.executors?.includes(executor) !== false);
      const groups = Map.groupBy(own, (node) => `${stateOf(node)}${byNode ? ` ${node.id}` : ""}`);
      const found = [...groups.values()].map((group): Row => {
        const [first] = group;
        return { queue, state: first === undefined ? "n/a" : stateOf(first), nodes: group };
      });
      return found.length === 0 && !byNode ? [{ queue, state: "n/a", nodes: [] }] : found;
    });
  const lines = rows.map(format.line);
  const all = wishes.has("noheader") ? lines : [format.header, ...lines];
  await terminal.out(all.map((line) => `${line}\n`).join(""));
  return 0;
}

function stateOf({ active, closed, free, tasks, total }: Node): string {
  if (!active) return closed === undefined ? "down" : tasks > 0 ? "drng" : "drain";
  if (tasks === 0 && free.cpus >= total.cpus) return "idle";
  return free.cpus < 1 ? "alloc" : "mix";
}

const least = (values: readonly number[]): number => (values.length === 0 ? 0 : Math.min(...values));

const FIELDS: Fields<Row> = {
  P: { title: "PARTITION", text: ({ queue }) => `${queue.name}${queue.isDefault ? "*" : ""}` },
  R: { title: "PARTITION", text: ({ queue }) => queue.name },
  a: { title: "AVAIL", text: () => "up" },
  l: {
    title: "TIMELIMIT",
    text: ({ queue: { limits } }) =>
      limits.walltimeSeconds === undefined ? "infinite" : slurmTime(limits.walltimeSeconds),
  },
  D: { title: "NODES", text: ({ nodes }) => String(nodes.length) },
  t: { title: "STATE", text: ({ state }) => state },
  T: { title: "STATE", text: ({ state }) => state },
  N: { title: "NODELIST", text: ({ nodes }) => nodes.map(({ hostname }) => hostname).join(",") },
  c: { title: "CPUS", text: ({ nodes }) => String(Math.floor(least(nodes.map(({ total }) => total.cpus)))) },
  m: {
    title: "MEMORY",
    text: ({ nodes }) => String(Math.floor(least(nodes.map(({ total }) => total.memoryBytes)) / 1024 ** 2)),
  },
};
