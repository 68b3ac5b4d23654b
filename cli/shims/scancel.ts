import { ApiError } from "../../client/http.ts";
import type { Flag } from "../frame/flag.ts";
import { parseWords } from "../frame/parse.ts";
import { FAILED, type Shim } from "./shim.ts";
import { statesNamed } from "./slurm-states.ts";

const flag = (name: string, short: string, value = false): Flag => ({
  name,
  short,
  summary: "",
  ...(value ? { value: "VALUE" } : {}),
});
const FLAGS: readonly Flag[] = [
  flag("user", "u", true),
  flag("name", "n", true),
  flag("state", "t", true),
  flag("account", "A", true),
  flag("signal", "s", true),
  flag("quiet", "q"),
  // Every signal goes to the program of a task, which is what they ask for.
  flag("batch", "b"),
  flag("full", "f"),
];
const FILTERS = ["user", "name", "state", "account"] as const;

/** `scancel ID…`, `12_3`, `12_[1-4]`, or all of a user, name, state or account; with `-s` only a signal is sent. */
export async function scancel(shim: Shim, words: readonly string[]): Promise<number> {
  const { terminal } = shim;
  const parsed = parseWords(FLAGS, words);
  const say = (text: string) => terminal.err(`scancel: error: ${text}\n`);
  for (const { where, why } of parsed.faults) await say(`${where} ${why}`);
  if (parsed.faults.length > 0) return FAILED;
  const wishes = new Map(parsed.given.map(({ flag: { name }, text }) => [name, text ?? ""]));
  const filters = FILTERS.filter((name) => wishes.has(name));
  const name = wishes.get("signal")?.toUpperCase().replace(/^SIG/, "");
  const ends = name === undefined || name === "TERM" || name === "KILL";
  if (parsed.operands.length === 0) return byFilter();

  let exit = 0;
  const { client } = await shim.connect();
  for (const { text } of parsed.operands) {
    const [, id, one, some] = /^(\d{1,15})(?:_(\d{1,10})|_\[([\d,-]{1,2000})\])?$/.exec(text) ?? [];
    const tasks = one ?? some;
    const how = tasks === undefined ? {} : { tasks };
    try {
      if (id === undefined) throw new ApiError("not_found", "Invalid job id specified", { status: 404 });
      if (ends) {
        const { state } = await client.get(Number(id));
        const isOver = state === "succeeded" || state === "failed" || state === "cancelled";
        if (isOver && !wishes.has("quiet"))
          await say(`Kill job error on job id ${text}: Job/step already completing or completed`);
        if (!isOver) await (name === "KILL" ? client.kill(Number(id), how) : client.cancel(Number(id), how));
      } else {
        const ran = await shim.godocker([
          "signal",
          name,
          id,
          ...(tasks === undefined ? [] : [`--tasks=${tasks}`]),
        ]);
        if (ran.exit !== 0) {
          exit = FAILED;
          await say(`Kill job error on job id ${text}: ${ran.stderr.trim().replace(/^error: /, "")}`);
        }
      }
    } catch (error) {
      if (!(error instanceof ApiError) || error.retryable) throw error;
      exit = FAILED;
      await say(
        `Kill job error on job id ${text}: ${error.status === 404 ? "Invalid job id specified" : error.message}`,
      );
    }
  }
  return exit;

  async function byFilter(): Promise<number> {
    if (filters.length === 0) {
      await say("No job identification provided");
      return FAILED;
    }
    if (!ends) {
      await say("a signal goes to jobs that are named by their ids");
      return FAILED;
    }
    const states = wishes.get("state");
    const named = states === undefined ? [] : statesNamed(states);
    if (named === undefined) {
      await say(`Invalid job state specified: ${states}`);
      return FAILED;
    }
    const ran = await shim.godocker([
      name === "KILL" ? "kill" : "cancel",
      "--yes",
      ...(wishes.has("user") ? [`--user=${wishes.get("user")}`] : ["--all"]),
      ...(wishes.has("name") ? [`--name=${wishes.get("name")}`] : []),
      ...(wishes.has("account") ? [`--project=${wishes.get("account")}`] : []),
      ...named.map((state) => `--state=${state}`),
    ]);
    if (ran.exit === 0) return 0;
    await say(ran.stderr.trim().replace(/^error: /, ""));
    return FAILED;
  }
}
