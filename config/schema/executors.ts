import { duration, name, number, oneOf, Refusal, type Format } from "../formats/formats.ts";
import { key } from "../formats/key.ts";
import { mapOf } from "../formats/objects.ts";
import { YEAR } from "../formats/words.ts";

/** Those that need no plugin. */
export const OWN_EXECUTORS: readonly string[] = ["mesos", "docker", "swarm", "kubernetes"];

const executor = name(
  /^[a-z0-9][a-z0-9._-]{0,62}$/,
  `${OWN_EXECUTORS.join(", ")}, or the name of a plugin`,
  "docker",
);

/** Clusters, each once, in an order that matters. */
export const executorOrder: Format<readonly string[]> = {
  allowed: `a list of names: ${executor.allowed}`,
  example: ["mesos", "kubernetes"],
  schema: { type: "array", items: executor.schema ?? {} },
  fromText: (text) => text.split(",").map((one) => one.trim()),
  read: (value) => {
    if (!Array.isArray(value)) throw new Refusal("is not a list");
    const names = value.map((one) => executor.read(one));
    const twice = names.find((one, at) => names.indexOf(one) !== at);
    if (twice !== undefined) throw new Refusal(`names ${twice} twice`);
    return names;
  },
};

const cost: Format<number> = {
  ...number,
  allowed: "a number from 0 on",
  read: (value) => {
    const read = number.read(value);
    if (read < 0) throw new Refusal("is less than 0");
    return read;
  },
};

/** Which of several clusters jobs use first. */
export const EXECUTOR_KEYS = {
  "executors.prefer": key(
    executorOrder,
    [],
    "Which of several clusters jobs use first, most preferred first, where neither job nor queue says otherwise; those that are not named come last. Empty: those that cost least, and without costs whichever has room.",
    { reload: true, metric: "godocker_jobs" },
  ),
  "executors.costs": key(
    mapOf(executor, cost, { mesos: 0, kubernetes: 2.5 }),
    {},
    "What work costs on each cluster, in any unit: the cheapest are used first, unless `executors.prefer` says otherwise. One that is not named costs nothing.",
    { reload: true, metric: "godocker_jobs" },
  ),
  "executors.spillAfter": key(
    duration(1, YEAR),
    "5m",
    "So long a job waits for the clusters that it may use before it may use the next ones, too. Clusters that cannot do what it needs are not waited for.",
    { example: "10m", reload: true, metric: "godocker_jobs" },
  ),
  "executors.sharedMachines": key(
    oneOf(["refuse", "allow"] as const),
    "refuse",
    "Machines that two clusters have would be given out twice: the cluster that comes first (mesos, docker, swarm, kubernetes) keeps them, and the other starts nothing there. They are known by the ids that clusters tell, else by their host names. `allow`: both give out all of it.",
    { reload: true, metric: "godocker_jobs" },
  ),
} as const;
