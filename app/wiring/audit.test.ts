import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { eventually } from "../../local-cluster/testing/eventually.ts";
import { auditEntry, auditIn } from "../../store/audit.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { siteAudit } from "./audit.ts";
import { auditReloads } from "./reload-audit.ts";
import { openSettings } from "../settings/settings.ts";

const lines: string[] = [];
const log = createLogger({ level: "info", write: (line) => lines.push(line), nowMs: Date.now });

describe("the audit log that also goes to syslog", { timeout: 60_000 }, () => {
  it("sends each entry as it is stored, with its hash", async () => {
    const receiver = createSocket("udp4");
    receiver.bind(0, "127.0.0.1");
    await once(receiver, "listening");
    const { port } = receiver.address();
    const got: string[] = [];
    receiver.on("message", (message) => got.push(String(message)));
    const store = openMemoryStore();
    const counted: string[] = [];
    const audit = siteAudit(
      { audit: { syslog: { transport: "udp", host: "127.0.0.1", port } } },
      { store, log, metrics: { auditSent: (outcome) => counted.push(outcome) } },
    );
    await audit.record({
      action: "access.deny",
      outcome: "refused",
      actor: { name: "eve" },
      resource: "job/1",
    });
    await audit.record({ action: "config.reload", outcome: "done", after: { x: "y".repeat(20_000) } });
    await eventually("both arrive", async () => got.length === 2);
    const [first, second] = await store.audit({ order: "oldest", limit: 10 });
    assert.ok(first !== undefined && second !== undefined);
    assert.match(got[0] ?? "", /^<84>1 \S+Z \S+ godocker \d+ access\.deny - \{/);
    const told = (message: string | undefined): unknown =>
      JSON.parse(message?.replace(/^.*? - (?=\{)/, "") ?? "");
    assert.deepEqual(told(got[0]), auditEntry(first));
    // Too long for receivers: without what it was and is, and still to be found in the store.
    const { after: _, hash, seq } = Object(told(got[1]));
    assert.deepEqual([seq, hash], [2, second.hash]);
    assert.ok((got[1]?.length ?? 0) < 1000);
    assert.deepEqual(counted, ["sent", "sent"]);
    audit.close();
    receiver.close();
  });

  it("holds nothing up and loses nothing of the log when there is no receiver", async () => {
    const store = openMemoryStore();
    const counted: string[] = [];
    const audit = siteAudit(
      { audit: { syslog: { transport: "tcp", host: "127.0.0.1", port: 1 } } },
      { store, log, metrics: { auditSent: (outcome) => counted.push(outcome) } },
    );
    for (let k = 0; k < 5; k += 1) await audit.record({ action: "user.create", outcome: "done" });
    assert.equal((await store.audit({ order: "oldest", limit: 10 })).length, 5);
    await eventually("all are counted", async () => counted.length === 5);
    assert.deepEqual(new Set(counted), new Set(["lost"]));
    assert.equal(lines.filter((line) => line.includes("audit.syslog.lost")).length, 1);
    audit.close();
  });
});

describe("reading the configuration again", { timeout: 60_000 }, () => {
  let directory: string;
  before(() => (directory = mkdtempSync(join(tmpdir(), "godocker-audit-"))));
  after(() => rmSync(directory, { recursive: true, force: true }));

  it("is in the audit log: what it was, what it is, what waits for a restart, and what was refused", async () => {
    const file = join(directory, "godocker.json5");
    const write = (settings: object) => writeFileSync(file, JSON.stringify(settings));
    write({ stateDirectory: directory, jobs: { priorityMax: 80 } });
    const settings = openSettings({ config: [file] });
    const store = openMemoryStore();
    const end = auditReloads(settings, { audit: auditIn(store, Date.now), process: "api-1", log });
    const entries = async () => (await store.audit({ order: "oldest", limit: 10 })).map(auditEntry);
    const reload = async (next: object, count: number) => {
      write({ stateDirectory: directory, ...next });
      settings.reload();
      await eventually("it is written down", async () => (await entries()).length === count);
      return (await entries())[count - 1];
    };
    const quotas = [{ project: "bio", cpus: 200 }];
    const plain = { action: "config.reload", resource: "config", actor: { name: "api-1", type: "system" } };
    const pick = ({
      action,
      actor,
      after: now,
      before: was,
      outcome,
      reason,
      resource,
    }: Record<string, unknown> = {}) => ({
      action,
      actor,
      after: now,
      before: was,
      outcome,
      reason,
      resource,
    });
    assert.deepEqual(pick(await reload({ quotas, server: { listen: "127.0.0.1:9999" } }, 1)), {
      ...plain,
      outcome: "done",
      before: { "jobs.priorityMax": 80, quotas: [] },
      after: {
        "jobs.priorityMax": 100,
        quotas,
        afterRestart: { "server.listen": '"127.0.0.1:9999"' },
      },
      reason: undefined,
    });
    const refused = pick(await reload({ jobs: { priorityMax: "many" } }, 2));
    assert.equal(refused.outcome, "refused");
    assert.match(String(refused.reason), /jobs\.priorityMax/);
    // Nothing is different: the log stays as it is.
    write({ stateDirectory: directory, quotas, server: { listen: "127.0.0.1:9999" } });
    end();
    settings.reload();
    assert.equal((await entries()).length, 2);
  });
});
