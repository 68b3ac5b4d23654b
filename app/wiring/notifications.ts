import { randomBytes } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import type { Config } from "../../config/loading/config.ts";
import { systemClock } from "../../coordination/clock.ts";
import { createMail, type MailOptions } from "../../plugins/notify/mail.ts";
import { runNotifications, type NotifyEvent } from "../../plugins/notify/notifications.ts";
import { createWebhook } from "../../plugins/notify/webhook.ts";
import { notifierOf } from "../../plugins/host/notify-plugins.ts";
import type { Store } from "../../store/store.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import type { SitePlugins } from "./plugins.ts";
import { publicUrl } from "../settings/public-url.ts";
import { StartError } from "../settings/settings.ts";

const SECRET_CHARACTERS_MIN = 16;

/**
 * What tells people of their jobs, until `signal`; run where one process leads.
 * @throws StartError  when a file cannot be used
 */
export function notificationsOf(
  config: Config,
  {
    log: parent,
    metrics,
    plugins,
    store,
  }: {
    readonly log: Logger;
    readonly metrics: Metrics;
    readonly plugins: Pick<SitePlugins, "hosts">;
    readonly store: Store;
  },
): (signal: AbortSignal) => Promise<void> {
  const { giveUpAfterMs, mail, webhook } = config.notify;
  const log = parent.child({ component: "notify" });
  const base = publicUrl(config).replace(/\/$/, "");
  const secret = webhookSecret(webhook.secretFile);
  const options = {
    store,
    webhook: notifierOf(
      plugins.hosts("notifier"),
      createWebhook({ secret, ports: webhook.ports, allowed: webhook.allow, nowMs: Date.now }),
    ),
    ...(mail === undefined ? {} : { mail: createMail(mailOptions(mail)) }),
    nowMs: Date.now,
    clock: systemClock,
    linkTo: (job: number) => `${base}/jobs/${job}`,
    giveUpAfterMs,
    observe: (event: NotifyEvent) => report(event, log, metrics),
  };
  return (signal) =>
    // It must not end the leader, whatever goes wrong in it.
    runNotifications(options, signal).catch((error: unknown) =>
      log.error("nobody is told of jobs any more until somebody else leads", {
        event: "notify.ended",
        err: error,
      }),
    );
}

function mailOptions({ login, server, ...rest }: NonNullable<Config["notify"]["mail"]>): MailOptions {
  if (login === undefined) return { ...rest, ...server };
  const { passwordFile, user } = login;
  return { ...rest, ...server, login: { user, password: readFileSync(passwordFile, "utf8").trim() } };
}

function report(event: NotifyEvent, log: Logger, metrics: Metrics): void {
  switch (event.type) {
    case "delivery": {
      const { by, notification, outcome, why } = event;
      metrics.notified(by, outcome);
      const fields = {
        event: "notify.delivery",
        by,
        notification,
        outcome,
        ...(why === undefined ? {} : { why }),
      };
      if (outcome === "delivered" || outcome === "failed") log.info("a notification was tried", fields);
      else log.warn("a notification is not delivered", fields);
      return;
    }
    case "gap":
      log.warn("the journal is gone in which it stood whom to tell", {
        event: "notify.gap",
        from: event.from,
        to: event.to,
      });
      return;
    case "trouble":
      log.warn("the store could not be used to tell people of their jobs", {
        event: "notify.trouble",
        err: event.error,
      });
      return;
    default:
      event satisfies never;
  }
}

/** Made at the first start, readable by its owner only. */
function webhookSecret(file: string): string {
  try {
    writeFileSync(file, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw unusable(file, error);
  }
  try {
    if ((statSync(file).mode & 0o027) !== 0)
      throw new StartError(
        `${file} is open to others, and webhooks are signed with it; run: chmod 600 ${file}`,
      );
    const secret = readFileSync(file, "utf8").trim();
    if (secret.length >= SECRET_CHARACTERS_MIN) return secret;
    throw new StartError(
      `${file} must hold at least ${SECRET_CHARACTERS_MIN} characters, and webhooks are signed with it; remove it and a new one is made`,
    );
  } catch (error) {
    throw error instanceof StartError ? error : unusable(file, error);
  }
}

function unusable(file: string, cause: unknown): StartError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new StartError(
    `the key of webhooks cannot be used: ${why}. Name another file in notify.webhook.secretFile`,
    {
      cause,
    },
  );
}
