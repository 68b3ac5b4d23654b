import { KEY_NAMES, KEYS } from "../schema/keys.ts";
import type { Key } from "../formats/key.ts";

const INTRODUCTION = `# Tuning

Each setting, its effect, and the metric that shows it. Every row is held by a test that changes the setting and sees
its metric change (\`app/tuning.test.ts\`). This page is printed from the table of settings (\`config/schema/keys.ts\`);
[configuration.md](../../reference/configuration.md) has all settings with their bounds.

All settings of \`scheduling\` take effect without a restart: change the configuration, send \`SIGHUP\` to the schedulers.
The metrics of whoever leads are at \`/metrics/leader\` of any API process, with a token that may read metrics.
`;

/** Where to begin, for people who see a symptom. */
const SYMPTOMS = `## Where to begin

| what you see                                                         | look at                                                        | then                                                                                              |
| --------------------------------------------------------------------- | -------------------------------------------------------------- | ------------------------------------------------------------------------------------------------- |
| the master works a lot, \`offers_received_total\` grows fast while nothing starts | \`offers_declined_total\` by \`cause\`                           | longer \`scheduling.refuseWaiting\`, \`scheduling.refuseIdle\`                                        |
| other frameworks get little while our queue is empty                  | \`offer_calls_total{call="suppress"}\` must grow when it empties | nothing to set: offers are suppressed by themselves; longer \`scheduling.refuseIdle\`              |
| room is free for seconds before a job takes it                        | \`offers_declined_total\`, \`offer_calls_total{call="revive"}\`  | shorter \`scheduling.refuseWaiting\`, \`scheduling.refuseRests\`                                      |
| wide jobs never start                                                  | \`reservations{state="planned"}\`                                | shorter \`scheduling.reserveAfter\`, larger \`scheduling.reservationsMax\`; the ACL for reserving      |
| machines stand half empty because of one wide job                     | \`reservations\`                                                 | the opposite                                                                                      |
| questions and updates lag while thousands of jobs start                | \`schedule_cycle_seconds\`                                       | fewer \`scheduling.launchesPerTurn\`                                                                |
| jobs of a machine that died start again late                           | \`tasks_ended_total{reason="NodeLost"}\`                         | shorter \`scheduling.unreachableTimeout\`; too short, and a partition costs work that was still going |
| tasks hang in *stopping*                                               | \`kills_total\`                                                  | shorter \`scheduling.rekill\`                                                                       |
`;

/** The page about settings and their metrics, in Markdown. */
export function tuningPage(): string {
  const rows = KEY_NAMES.flatMap((name) => {
    const { doc, default: byDefault, metric }: Key<unknown> = KEYS[name];
    if (metric === undefined || !name.startsWith("scheduling.")) return [];
    const standing = typeof byDefault === "string" ? byDefault : JSON.stringify(byDefault);
    return [
      `| [\`${name}\`](../../reference/configuration.md#${anchor(name)}) | \`${standing}\` | ${doc} | \`${metric}\` |`,
    ];
  });
  const table = [
    "| setting | default | effect | metric | takes effect |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ];
  return [INTRODUCTION, table.join("\n"), "", SYMPTOMS].join("\n");
}

/** As a page of Markdown makes it of a heading. */
function anchor(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9-]/g, "");
}
