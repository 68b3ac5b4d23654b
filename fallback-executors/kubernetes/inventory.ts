import type { NodeReport } from "../backend/derived-offers.ts";
import { fieldsOf, textIn, type Fields } from "../docker/documents.ts";
import type { KubernetesOptions } from "./kubernetes-options.ts";
import { kubernetesNode, podUse, reportOf, type KubernetesNode, type PodUse } from "./nodes.ts";

/** Nodes, and what pods of others hold there: kept up by what is told. */
export class Inventory {
  readonly #options: KubernetesOptions;
  readonly #nodes = new Map<string, KubernetesNode>();
  /** Of pods of others, by their uid. */
  readonly #uses = new Map<string, PodUse>();

  constructor(options: KubernetesOptions) {
    this.#options = options;
  }

  node(name: string): KubernetesNode | undefined {
    return this.#nodes.get(name);
  }

  replaceNodes(objects: readonly Fields[]): void {
    this.#nodes.clear();
    for (const object of objects) this.changeNode(object);
  }

  /** @returns  whether its agent began or ceased to answer */
  changeNode(object: Fields): boolean {
    const node = kubernetesNode(object, this.#options);
    if (node === undefined) return false;
    const before = this.#nodes.get(node.name);
    this.#nodes.set(node.name, node);
    return before?.isReady !== node.isReady;
  }

  removeNode(object: Fields): void {
    this.#nodes.delete(textIn(fieldsOf(object["metadata"]), "name") ?? "");
  }

  replaceForeign(objects: readonly Fields[]): void {
    this.#uses.clear();
    for (const object of objects) this.changeForeign(object);
  }

  changeForeign(object: Fields): void {
    const uid = textIn(fieldsOf(object["metadata"]), "uid") ?? "";
    const use = podUse(object, this.#options.gpuResource);
    if (use === undefined) this.#uses.delete(uid);
    else this.#uses.set(uid, use);
  }

  removeForeign(object: Fields): void {
    this.#uses.delete(textIn(fieldsOf(object["metadata"]), "uid") ?? "");
  }

  /** @param ours  by node, how many pods of ours are there */
  reports(ours: ReadonlyMap<string, number>): readonly NodeReport[] {
    const byNode = new Map<string, PodUse[]>();
    for (const use of this.#uses.values()) {
      const others = byNode.get(use.node) ?? [];
      others.push(use);
      byNode.set(use.node, others);
    }
    return [...this.#nodes.values()].map((node) =>
      reportOf(node, byNode.get(node.name) ?? [], ours.get(node.name) ?? 0, this.#options),
    );
  }
}
