// `node integration/screenshot.ts`: docs/pages.png, the picture of the README: the queue of a real installation on the
// embedded cluster, in Chromium.
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startUp } from "../app/roles/up.ts";
import { createClient } from "../client/client.ts";
import { startBrowser } from "./services/browser.ts";

const FILE = join(import.meta.dirname, "../docs/pages.png");
const SETTLE_MS = 8000;

const data = await mkdtemp(join(tmpdir(), "godocker-screenshot-"));
const up = await startUp({ config: [], set: [], data, port: "0", say: () => undefined });
try {
  const token = readFileSync(up.tokenFile, "utf8").trim();
  const client = createClient({ baseUrl: up.url, token });
  const submit = async (name: string, script: string, fields: object = {}): Promise<number> =>
    (await client.submit({ name, script: `#!/bin/sh\n${script}\n`, resources: { cpus: 0.2 }, ...fields })).id;
  await submit("prepare-reads", "true");
  await submit("broken-filter", "exit 3");
  const align = await submit("align-lanes", "case $GODOCKER_ARRAY_INDEX in [1-5]) ;; *) sleep 600 ;; esac", {
    array: { from: 1, to: 12, step: 1 },
  });
  await submit("train-model", "sleep 600", { resources: { cpus: 0.3 } });
  await submit("call-variants", "true", { dependencies: [{ job: align, on: "success" }] });
  await submit("assemble-genome", "true", { resources: { cpus: 64 } });
  await submit("nightly-report", "true", { hold: true });
  await using browser = await startBrowser();
  const { page } = browser;
  await page.setViewportSize({ width: 1100, height: 620 });
  await page.goto(up.signInUrl());
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: FILE });
} finally {
  await up.stop();
  await rm(data, { recursive: true, force: true });
}
