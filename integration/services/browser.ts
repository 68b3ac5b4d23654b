import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import type { BrowserContext, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { ensurePackages } from "./packages.ts";

const CHROMIUM = "/usr/bin/chromium";
/** Until a page has what is waited for: longer than any machine takes. */
const PATIENCE_MS = 240_000;

/** A browser with a profile of its own, that remembers what it was told and whom it asked. */
export interface TestBrowser extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Where it keeps history and storage. */
  readonly profile: string;
  /** Errors in the console, and those that no code caught. */
  readonly errors: readonly string[];
  /** Addresses of all requests. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Of Debian's package `chromium`, which is installed where it is missing. */
export async function startBrowser(): Promise<TestBrowser> {
  ensurePackages([CHROMIUM], ["chromium"]);
  const profile = await mkdtemp(join(tmpdir(), "godocker-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    timeout: PATIENCE_MS,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const errors: string[] = [];
  const requests: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error") errors.push(`${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => errors.push(String(error.error())));
  context.on("request", (request) => requests.push(request.url()));
  const page = context.pages()[0] ?? (await context.newPage());
  const close = (): Promise<void> => context.close();
  return {
    context,
    page,
    profile,
    errors,
    requests,
    close,
    [Symbol.asyncDispose]: async () => {
      await close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** What the automated rules of accessibility (WCAG 2.2 A and AA, and best practice) find on the page as it is. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    "axe.run().then(({ violations }) => violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${one.help}: ${node.html}`)))",
  );
  return Array.isArray(found) ? found.map(String) : [`axe gave ${JSON.stringify(found)}`];
}
