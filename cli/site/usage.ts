import type { UsageQuery, UsageSum } from "../../client/site.ts";
import { nearest } from "../../resources/nearest.ts";
import { formatOf, valueOf, valuesOf } from "../frame/args.ts";
import type { Context } from "../frame/context.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { sinceOf } from "../jobs/ls.ts";
import { printList } from "../frame/output.ts";
import type { Column } from "../text/table.ts";

const FIELDS = ["user", "project", "day", "week", "month"] as const;
type Field = (typeof FIELDS)[number];

/** Hours of CPU, GPU and memory, in sums. */
export async function usage(context: Context): Promise<number> {
  const groupBy = fieldsOf(valueOf(context.args, "by") ?? "project,user");
  const query = { ...filterOf(context), groupBy: groupBy.join(",") };
  const { client } = await context.connect();
  const rows: UsageSum[] = [];
  for await (const sum of client.usageSums(query)) rows.push(sum);
  const { kind } = formatOf(context.args);
  const hours = kind === "csv" || kind === "tsv" ? String : rounded;
  return printList(context, {
    rows,
    document: (row) => row,
    name: (row) => groupBy.map((field) => row[field] ?? "").join(" "),
    none: "nothing that you may see has ended in that time",
    columns: [
      ...groupBy.map((field) => ({
        title: field.toUpperCase(),
        text: (row: UsageSum) => row[field] ?? "",
      })),
      { title: "CPU HOURS", text: ({ cpuHours }) => hours(cpuHours), align: "right" },
      { title: "GPU HOURS", text: ({ gpuHours }) => hours(gpuHours), align: "right" },
      { title: "GIB HOURS", text: ({ memoryGibHours }) => hours(memoryGibHours), align: "right" },
    ] satisfies readonly Column<UsageSum>[],
  });
}

/** @throws Failure */
function fieldsOf(text: string): readonly Field[] {
  const fields = text.split(",").map((word): Field => {
    const field = FIELDS.find((each) => each === word.trim());
    if (field !== undefined) return field;
    const near = nearest(word.trim(), FIELDS);
    throw new Failure({
      exit: EXIT.usage,
      what: `--by: there are no sums by "${word}"`,
      fix: near === undefined ? `of ${FIELDS.join(", ")}` : `did you mean ${near}?`,
    });
  });
  const periods = fields.filter((field) => field !== "user" && field !== "project");
  const fault =
    periods.length > 1
      ? `${periods.join(" and ")} exclude each other`
      : new Set(fields).size < fields.length
        ? "a word stands there twice"
        : undefined;
  if (fault === undefined) return fields;
  throw new Failure({ exit: EXIT.usage, what: `--by: ${fault}`, fix: "as project,user,day" });
}

function filterOf({ args, io }: Context): UsageQuery {
  const time = (flag: "since" | "until", name: "from" | "to") => {
    const text = valueOf(args, flag) ?? valueOf(args, name);
    if (text === undefined) return {};
    // Of a day alone all sides mean the same one, in UTC, as the sums do.
    return { [name]: /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : sinceOf(text, flag, io.nowMs()) };
  };
  const names = (flag: "user" | "project") => {
    const texts = valuesOf(args, flag).flatMap((text) => text.split(","));
    return texts.length === 0 ? {} : { [flag]: texts };
  };
  return { ...time("since", "from"), ...time("until", "to"), ...names("user"), ...names("project") };
}

function rounded(hours: number): string {
  return String(Math.round(hours * 1000) / 1000);
}
