import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { fieldsOf, textIn, type Fields } from "../../fallback-executors/docker/documents.ts";
import { kubeconfigOf, make, type Lab } from "./lab.ts";

const PAGE = join(import.meta.dirname, "../../docs/how-to/site/kubernetes.md");
const RBAC = "/apis/rbac.authorization.k8s.io/v1";

/** Objects of the page about Kubernetes, in its order, that an example of it makes. @param name  of an object in it */
export function manifestWith(name: string): readonly Fields[] {
  const page = readFileSync(PAGE, "utf8");
  const examples = [...page.matchAll(/```yaml\n(apiVersion[\s\S]*?)```/g)].map(([, text = ""]) =>
    parseAllDocuments(text).map((one) => fieldsOf(one.toJS())),
  );
  const found = examples.find((objects) =>
    objects.some((object) => textIn(fieldsOf(object["metadata"]), "name") === name),
  );
  assert.ok(found !== undefined, `${PAGE} makes ${name}`);
  return found;
}

/** Makes what is not there yet. */
export async function apply(lab: Lab, objects: readonly Fields[]): Promise<void> {
  for (const object of objects) {
    const { name, namespace } = fieldsOf(object["metadata"]);
    const path = collectionOf(textIn(object, "kind") ?? "", String(namespace));
    const there = await lab.cluster.ask("GET", `${path}/${String(name)}`);
    if (there.status === 404) await make(lab, path, object);
  }
}

function collectionOf(kind: string, namespace: string): string {
  const paths: Readonly<Record<string, string>> = {
    Namespace: "/api/v1/namespaces",
    ServiceAccount: `/api/v1/namespaces/${namespace}/serviceaccounts`,
    Role: `${RBAC}/namespaces/${namespace}/roles`,
    RoleBinding: `${RBAC}/namespaces/${namespace}/rolebindings`,
    ClusterRole: `${RBAC}/clusterroles`,
    ClusterRoleBinding: `${RBAC}/clusterrolebindings`,
    NetworkPolicy: `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`,
  };
  const path = paths[kind];
  assert.ok(path !== undefined, kind);
  return path;
}

/** A token of the service account that the page makes. @param more  of the request for it */
export async function tokenOfGodocker(lab: Lab, more: object = {}): Promise<string> {
  const path = "/api/v1/namespaces/godocker/serviceaccounts/godocker/token";
  const answer = await make(lab, path, { spec: { ...more } });
  return textIn(fieldsOf(answer["status"]), "token") ?? "";
}

/** A kubeconfig with that token, of an account that has the rights of the page. */
export async function kubeconfigOfGodocker(lab: Lab, name: string): Promise<string> {
  return kubeconfigOf(lab, name, {}, { token: await tokenOfGodocker(lab) });
}
