import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { certificate } from "../services/kubernetes-files.ts";
import { disconnected, kubeconfigOf, open, type Lab } from "./lab.ts";

export function describeWays(lab: Lab): void {
  describe("a way to a cluster that does not lead there", { timeout: 600_000 }, () => {
    it("is told when a certificate of ours has run out", async () => {
      const { authority } = lab.cluster;
      certificate(lab.home, { name: "late", subject: "/O=system:masters/CN=late", days: 0, authority });
      certificate(lab.home, { name: "good", subject: "/O=system:masters/CN=good", days: 1, authority });
      const files = (name: string) => ({
        "client-certificate": join(lab.home, `${name}.crt`),
        "client-key": join(lab.home, `${name}.key`),
      });
      await sleep(1100);
      assert.match(await disconnected(kubeconfigOf(lab, "late", {}, files("late"))), /Unauthorized|expired/);
      await using site = await open(lab, {}, kubeconfigOf(lab, "good", {}, files("good")));
      await site.driver.event("the connection", ({ type }) => (type === "connected" ? true : undefined));
    });

    it("is told when nobody signed the certificate of the API server that we know", async () => {
      const own = { "certificate-authority": undefined };
      assert.match(
        await disconnected(kubeconfigOf(lab, "unsigned", own, { token: "admin-token" })),
        /certificate/,
      );
    });

    it("is told when nobody answers, and when the kubeconfig is none", async () => {
      const away = kubeconfigOf(lab, "away", { server: "https://127.0.0.1:1" }, { token: "x" });
      assert.match(await disconnected(away), /ECONNREFUSED/);
      assert.match(await disconnected(join(lab.home, "none")), /kubeconfig cannot be used: .*no such file/);
      writeFileSync(join(lab.home, "odd"), ": [");
      assert.match(await disconnected(join(lab.home, "odd")), /kubeconfig cannot be used/);
    });
  });
}
