import type { JSX } from "preact";
import { Fragment, h } from "preact";
import type { Amounts, Node } from "../../client/documents/cluster.ts";
import { nodes as loadNodes } from "../model/api.ts";
import { plural, roundSize } from "../model/words.ts";
import { Loading, Table, Title, Trouble } from "./parts.ts";
import { useLoaded } from "./site.ts";

export function Nodes(): JSX.Element {
  const { value, error, reload } = useLoaded("nodes", loadNodes, () => true);
  const hasGpus = value?.some(({ total }) => (total.gpus ?? 0) > 0) ?? false;
  const columns = [
    { title: "Node" },
    { title: "CPUs used" },
    { title: "Memory used" },
    ...(hasGpus ? [{ title: "GPUs used" }] : []),
    { title: "Tasks" },
    { title: "Attributes" },
  ];
  return h(
    Fragment,
    null,
    h(Title, { text: "Nodes" }),
    error === undefined ? null : h(Trouble, { error, retry: reload }),
    value === undefined && error === undefined ? h(Loading, { what: "the nodes" }) : null,
    value === undefined
      ? null
      : value.length === 0
        ? h("p", { class: "empty" }, "The cluster has told of no node so far.")
        : h(
            Fragment,
            null,
            h("p", { class: "counts" }, summaryOf(value)),
            h(
              Table,
              { caption: "Nodes", columns },
              h(
                "tbody",
                null,
                value.map((node) => h(Row, { key: `${node.executor} ${node.id}`, node, hasGpus })),
              ),
            ),
          ),
  );
}

function summaryOf(nodes: readonly Node[]): string {
  const sum = (of: (amounts: Amounts) => number) => {
    const total = nodes.reduce((all, node) => all + of(node.total), 0);
    return { total, used: total - nodes.reduce((all, node) => all + of(node.free), 0) };
  };
  const cpus = sum((amounts) => amounts.cpus);
  const memory = sum((amounts) => amounts.memoryBytes);
  return `${plural(nodes.length, "node")}: ${round(cpus.used)} of ${plural(round(cpus.total), "CPU")} and ${roundSize(memory.used)} of ${roundSize(memory.total)} memory in use`;
}

function whyClosed({ closed, tasks }: Node): string {
  if (closed === undefined) return "takes no new tasks";
  const { by, deadline, of, reason } = closed;
  const what =
    of === "executor" ? "its cluster is switched off" : tasks > 0 ? "is drained" : "is drained, and empty";
  const end = deadline === undefined ? "" : `, empty by ${deadline.slice(0, 16).replace("T", " ")} UTC`;
  return `${what} by ${by}${end}${reason === undefined ? "" : `: ${reason}`}`;
}

function Row({ node, hasGpus }: { readonly node: Node; readonly hasGpus: boolean }): JSX.Element {
  const { total, free } = node;
  const attributes = Object.entries(node.attributes).map(([name, value]) => `${name}=${value}`);
  return h(
    "tr",
    null,
    h(
      "td",
      null,
      node.hostname,
      node.active ? null : h("div", { class: "small warn" }, whyClosed(node)),
      h("div", { class: "small" }, node.executor),
    ),
    h(
      "td",
      null,
      h(Use, {
        label: `CPUs of ${node.hostname}`,
        used: round(total.cpus - free.cpus),
        total: round(total.cpus),
        text: String,
      }),
    ),
    h(
      "td",
      null,
      h(Use, {
        label: `Memory of ${node.hostname}`,
        used: total.memoryBytes - free.memoryBytes,
        total: total.memoryBytes,
        text: roundSize,
      }),
    ),
    hasGpus
      ? h(
          "td",
          null,
          h(Use, {
            label: `GPUs of ${node.hostname}`,
            used: (total.gpus ?? 0) - (free.gpus ?? 0),
            total: total.gpus ?? 0,
            text: String,
          }),
        )
      : null,
    h("td", null, String(node.tasks)),
    h("td", { class: "small" }, attributes.join(", ")),
  );
}

function Use({
  label,
  used,
  total,
  text,
}: {
  readonly label: string;
  readonly used: number;
  readonly total: number;
  readonly text: (amount: number) => string;
}): JSX.Element {
  return h(
    "div",
    { class: "use" },
    `${text(used)} of ${text(total)}`,
    total === 0 ? null : h("meter", { value: used, max: total, "aria-label": label }),
  );
}

function round(cpus: number): number {
  return Math.round(cpus * 1000) / 1000;
}
