import { checkDefinition } from "./definition.ts";
import { guard } from "./guardian.ts";
import { MESSAGE_MAX, type Call, type ChildTask, type FromChild, type ToChild } from "./messages.ts";
import { methodsOf, type Methods } from "./methods.ts";
import { importPlugin } from "./import-plugin.ts";
import { policyFault } from "./policy-fault.ts";

/** The process that a plugin lives in: what it does wrong ends no more than this. */

const LOG_MAX = 2000;

function tell(message: FromChild, then: () => void = () => undefined): void {
  if (process.connected) process.send?.(JSON.stringify(message), then);
}

guard(Number(process.argv[2]));
process.on("disconnect", () => process.exit());
// The one who started it ends it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
process.on("uncaughtException", (error) =>
  tell({ type: "fatal", message: messageOf(error) }, () => process.exit(1)),
);

async function begin(task: ChildTask): Promise<Methods | undefined> {
  let exported: unknown;
  try {
    exported = await importPlugin(task.module, task.base);
  } catch (error) {
    tell({ type: "faults", faults: [`cannot be loaded: ${messageOf(error)}`] });
    return undefined;
  }
  const checked = checkDefinition(exported, task.options);
  if (!checked.ok) {
    tell({ type: "faults", faults: checked.faults });
    return undefined;
  }
  const { contract, kind, name } = checked.definition;
  tell({ type: "about", about: { kind, contract, name } });
  // A policy needs nothing but figures: it is tried with some.
  if (task.purpose === "look" && kind !== "policy") return undefined;
  try {
    const made: unknown = await checked.definition.create(checked.options, {
      name,
      log: (message) => tell({ type: "log", message: String(message).slice(0, LOG_MAX) }),
    });
    const fault = kind === "policy" ? policyFault(made) : undefined;
    if (fault !== undefined) throw new Error(fault);
    const methods = methodsOf(kind, made, {
      timeoutMs: task.timeoutMs,
      emit: (event) => tell({ type: "event", event }),
    });
    tell({ type: "ready" });
    return task.purpose === "look" ? undefined : methods;
  } catch (error) {
    tell({ type: "faults", faults: [`cannot be made: ${messageOf(error)}`] });
    return undefined;
  }
}

async function answer(methods: Methods, { args, id, method }: Call): Promise<void> {
  try {
    const run = methods[method];
    if (run === undefined) throw new Error(`it has no ${method}`);
    const value: unknown = await run(...args);
    const text = JSON.stringify({ type: "answer", id, value } satisfies FromChild);
    if (text.length > MESSAGE_MAX) throw new Error(`its answer has more than ${MESSAGE_MAX} characters`);
    process.send?.(text);
  } catch (error) {
    tell({
      type: "thrown",
      id,
      name: error instanceof Error ? error.name : "Error",
      message: messageOf(error),
    });
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, LOG_MAX);
}

let begun: Promise<Methods | undefined> | undefined;
process.on("message", (message: ToChild) => {
  if ("method" in message) void begun?.then((methods) => methods && answer(methods, message));
  else begun = begin(message);
});
