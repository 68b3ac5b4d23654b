/** Things of one kind that happened to several jobs. */
export interface Remark {
  readonly why: string;
  readonly jobs: readonly number[];
}

export interface RunningTask {
  readonly id: number;
  readonly node: string;
  readonly container: string;
}

/** What an import did, or would do. */
export interface ImportReport {
  readonly from: string;
  readonly dryRun: boolean;
  /** False: it was interrupted, and goes on where it was when it is run again. */
  readonly complete: boolean;
  /** Documents of tasks that were found. */
  readonly tasks: number;
  readonly ended: {
    readonly jobs: number;
    /** Tasks of arrays among them. */
    readonly arrayTasks: number;
    readonly alreadyThere: number;
    /** CPU-hours that were booked. */
    readonly cpuHours: number;
  };
  readonly pending: { readonly jobs: number; readonly alreadyThere: number };
  readonly running: readonly RunningTask[];
  readonly accounts: { readonly users: number; readonly projects: number };
  /** Not carried over. */
  readonly left: readonly Remark[];
  /** Carried over, and not all as it was. */
  readonly changed: readonly Remark[];
  /** About users, projects and quotas. */
  readonly notes: readonly string[];
  readonly written: readonly string[];
  readonly seconds: number;
}

/** Collects who a sentence is about. */
export function createRemarks(): { add(why: string, job: number): void; list(): readonly Remark[] } {
  const jobs = new Map<string, number[]>();
  return {
    add(why, job) {
      const known = jobs.get(why);
      if (known === undefined) jobs.set(why, [job]);
      else if (known.at(-1) !== job) known.push(job);
    },
    list: () => [...jobs].map(([why, ids]) => ({ why, jobs: ids })),
  };
}

const SHOWN = 20;

export function isWhole({ left, running, complete }: ImportReport): boolean {
  return complete && left.length === 0 && running.length === 0;
}

export function reportLines(report: ImportReport): readonly string[] {
  const { ended, pending, running, accounts, left, changed, notes, written } = report;
  const verb = report.dryRun ? "would come over" : "came over";
  const again = (count: number): string => (count === 0 ? "" : `; ${count} were there already`);
  const lines = [
    `${report.from}: ${report.tasks} tasks, ${accounts.users} users, ${accounts.projects} projects; ${report.seconds} s`,
    `${ended.jobs} jobs that have ended ${verb}, ${ended.arrayTasks} tasks of arrays among them, with ${ended.cpuHours} CPU-hours${again(ended.alreadyThere)}`,
    `${pending.jobs} jobs that wait ${verb}${again(pending.alreadyThere)}`,
  ];
  if (running.length > 0) {
    lines.push("", `Running under GoDocker 1.x, and left there: ${running.length}`);
    for (const { id, node, container } of running.slice(0, SHOWN))
      lines.push(
        `  job ${id} on ${node === "" ? "(unknown)" : node}${container === "" ? "" : `, container ${container}`}`,
      );
    if (running.length > SHOWN) lines.push(`  and ${running.length - SHOWN} more; --json shows all`);
    lines.push("  Let them end there, and run the import again: it takes what ended meanwhile.");
  }
  lines.push(...remarkLines("Not carried over", left), ...remarkLines("Carried over with a change", changed));
  if (notes.length > 0) lines.push("", "Users, projects and quotas:", ...notes.map((note) => `  ${note}`));
  if (written.length > 0) lines.push("", "Written:", ...written.map((file) => `  ${file}`));
  if (!report.complete) lines.push("", "It was interrupted. Run it again: it goes on where it was.");
  return lines;
}

function remarkLines(heading: string, remarks: readonly Remark[]): readonly string[] {
  if (remarks.length === 0) return [];
  return [
    "",
    `${heading}:`,
    ...remarks.map(({ why, jobs }) => {
      if (jobs.length === 0) return `  ${why}`;
      const ids = jobs.slice(0, SHOWN).join(", ");
      const more = jobs.length > SHOWN ? `, and ${jobs.length - SHOWN} more` : "";
      return `  ${jobs.length === 1 ? "job" : "jobs"} ${ids}${more}: ${why}`;
    }),
  ];
}
