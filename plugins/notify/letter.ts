import type { Notification } from "../ports/notifier.ts";

const WORDS = {
  start: "has started",
  success: "succeeded",
  failure: "failed",
  cancel: "was cancelled",
} as const;

/** The notification for people. Subject lines are one line: names of jobs have no control characters. */
export function letterOf({ at, job, link, of }: Notification): {
  readonly subject: string;
  readonly text: string;
} {
  const { exitCode, id, message, name, project, tasks, user } = job;
  const lines = [
    `Job ${id} "${name}" of ${user} (project ${project}) ${WORDS[of]}.`,
    "",
    ...(message === undefined ? [] : [`Why:    ${message}`]),
    ...(exitCode === undefined ? [] : [`Exit:   ${exitCode}`]),
    ...(tasks === undefined
      ? []
      : [
          `Tasks:  ${tasks.succeeded} succeeded, ${tasks.failed} failed, ${tasks.cancelled} cancelled of ${tasks.total}`,
        ]),
    `When:   ${at}`,
    `Job:    ${link}`,
    "",
  ];
  return { subject: `Job ${id} (${name}) ${WORDS[of]}`, text: lines.join("\n") };
}
