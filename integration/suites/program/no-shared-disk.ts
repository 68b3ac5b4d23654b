import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { unpackTar } from "modern-tar";
import { startLocalCluster } from "../../../local-cluster/start.ts";
import { install } from "../../installation.ts";

describe("agents that share no disk with GoDocker", () => {
  it("fetch the script by its one-time address, which is closed once the task runs, and give out their files", async () => {
    const directory = await mkdtemp(join(tmpdir(), "godocker-fetch-"));
    try {
      await using cluster = await startLocalCluster({
        directory: join(directory, "cluster"),
        agents: [{ resources: "cpus:2;mem:1024;disk:1000" }],
      });
      await using installation = await install({ masterUrl: cluster.masterUrl, set: ["jobs.shared=false"] });
      const { client } = installation;
      const script = '#!/bin/sh\necho "$0 in $(basename "$PWD") says $1"\n';
      const job = await client.submit({ script, args: ["$(rm -rf /) `x` 'y'"], name: "fetched" });
      const ended = await client.waitForEnd(job.id);
      assert.equal(ended.state, "succeeded", JSON.stringify(ended));
      const chunks: Uint8Array[] = [];
      for await (const chunk of client.logs(job.id, { stream: "stdout" })) chunks.push(chunk);
      const output = Buffer.concat(chunks).toString("utf8");
      assert.match(output, /^\.\/cmd\.sh in [0-9a-f-]+ says \$\(rm -rf \/\) `x` 'y'\n$/);
      const names: string[] = [];
      for await (const { name } of client.files(job.id)) names.push(name);
      assert.ok(names.includes("cmd.sh") && names.includes("stdout"), names.join());
      const file: Uint8Array[] = [];
      for await (const piece of client.readFile(job.id, "stdout")) file.push(piece);
      assert.equal(Buffer.concat(file).toString(), output);
      const archive: Uint8Array[] = [];
      for await (const piece of client.archive(job.id)) archive.push(piece);
      const packed = (await unpackTar(Buffer.concat(archive))).find(({ header }) =>
        header.name.endsWith("/cmd.sh"),
      );
      assert.equal(Buffer.from(packed?.data ?? []).toString(), script);
      // Whoever read the address in the master's state comes too late.
      const state = (await (await fetch(`${cluster.masterUrl}/state`)).json()) as unknown;
      const address = /"(http:[^"]*\/once\/[^"]*)"/.exec(JSON.stringify(state))?.[1];
      const guess = address ?? `${installation.url}/once/1.1.1/${"A".repeat(43)}/cmd.sh`;
      const answer = await fetch(guess);
      assert.ok(
        answer.status === 403 || answer.status === 404 || answer.status === 410,
        String(answer.status),
      );
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
