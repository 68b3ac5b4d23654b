import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KubernetesError } from "./api.ts";
import { anApi, someOptions } from "./kubernetes.builders.ts";
import { createIn } from "./namespaces.ts";

const NEVER = new AbortController().signal;
const ABSENT = new KubernetesError(404, "NotFound", 'namespaces "jobs-biology" not found');
const EARLY = new KubernetesError(
  403,
  "Forbidden",
  'pods "p" is forbidden: error looking up service account jobs-biology/default: serviceaccount "default" not found',
);

/** Creates a pod on a server that answers as it is told, one after the other; of namespaces it knows none. */
async function created(answers: readonly unknown[], more: { readonly createNamespaces: boolean }) {
  const asked: string[] = [];
  const left = [...answers];
  const options = someOptions({
    namespace: "jobs-${project}",
    ...more,
    after: (_ms, run) => {
      queueMicrotask(run);
      return () => undefined;
    },
    api: anApi(({ path, body }) => {
      asked.push(path);
      if (path === "/api/v1/namespaces") return body;
      const answer = left.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    }),
  });
  const request = { path: "/pods", body: {}, signal: NEVER };
  const made = await createIn(options, "jobs-biology", request).catch((error: unknown) => error);
  return { made, asked };
}

describe("what is created in the namespace of a project", () => {
  it("makes the namespace first where it is not there, and waits for its service account", async () => {
    const { made, asked } = await created([ABSENT, EARLY, EARLY, "pod"], { createNamespaces: true });
    assert.equal(made, "pod");
    assert.deepEqual(asked, ["/pods", "/api/v1/namespaces", "/pods", "/pods", "/pods"]);
  });

  it("is refused where namespaces are not to be made", async () => {
    const { made, asked } = await created([ABSENT], { createNamespaces: false });
    assert.deepEqual([made, asked], [ABSENT, ["/pods"]]);
  });

  it("is refused for whatever else is wrong, and after a while for a service account that never comes", async () => {
    const error = new KubernetesError(403, "Forbidden", "no");
    assert.equal((await created([error], { createNamespaces: true })).made, error);
    const endless = Array.from({ length: 1000 }, () => EARLY);
    assert.equal((await created(endless, { createNamespaces: true })).made, EARLY);
  });
});
