import { PASSWORD } from "../api/context/identity.builders.ts";
import type { Subject } from "../api/rights.builders.ts";

/** A way of using a command. */
export interface Use {
  /** Words of the command line; `WAITING`, `RUNNING` and `ENDED` stand for jobs of the subject in these states. */
  readonly words: readonly string[];
  /** All that it takes, as `docs/reference/roles.md` names it. */
  readonly takes: readonly string[];
  /** What it is done to. */
  readonly to: readonly Subject[];
  /** `TOKEN` stands for the token of whoever asks. */
  readonly stdin?: string;
  /** What it prints when it is refused, of those that go on without what they may not see. */
  readonly refused?: RegExp;
}

const JOBS = ["own", "job of ana in bio", "job of eve in geo"] as const;

const use = (
  line: string,
  takes: string,
  to: readonly Subject[],
  more: Pick<Use, "refused" | "stdin"> = {},
): Use => ({
  words: line.split(" "),
  takes: takes.split(" "),
  to,
  ...more,
});
const onJobs = (takes: string, ...lines: readonly string[]) => lines.map((line) => use(line, takes, JOBS));
const onSite = (takes: string, ...lines: readonly string[]) =>
  lines.map((line) => use(line, takes, ["site"]));
const onProjects = (takes: string, ...lines: readonly string[]) =>
  lines.flatMap((line) =>
    (["bio", "geo"] as const).map((name) => use(line.replace("PROJECT", name), takes, [name])),
  );

/** Each command in each of its ways; what changes nothing comes first. */
export const USES: readonly Use[] = [
  ...onJobs(
    "jobs:read",
    "show WAITING",
    "show --events ENDED",
    "why WAITING",
    "explain WAITING",
    "array WAITING",
    "wait ENDED",
    "events ENDED",
    "snakemake-status ENDED",
  ),
  ...onJobs("jobs:output", "logs ENDED", "files ENDED", "cp ENDED:result here"),
  ...onJobs("jobs:exec", "exec RUNNING -- true"),
  ...onSite("jobs:read", "ls --all"),
  ...onSite("jobs:read nodes:read", "top --once"),
  ...onSite("nodes:read", "nodes", "nodes executors"),
  ...onSite("offers:read", "offers", "offers matches node1"),
  ...onSite("volumes:read", "volumes", "queues", "licences"),
  ...onSite("usage:read", "usage"),
  ...onSite("quotas:read", "quota"),
  ...onSite("shares:read", "share"),
  ...onProjects("projects:read", "project show PROJECT"),
  ...onSite("self:read", "maintenance", "whoami"),
  use("version", "self:read", ["site"], { refused: /^server .*\((?!answers)/m }),
  use("doctor", "self:read", ["site"], { refused: /^FAIL +token/m }),
  use("doctor", "self:read health:verbose", ["site"], { refused: /^FAIL +token|health +not looked at/m }),
  ...onSite("audit:read", "audit", "audit export"),
  ...onSite("secrets:read", "secret ls"),
  ...onSite("tokens:own", "token list"),
  ...onSite("users:read", "user list", "user show bob", "user tokens bob"),
  ...onSite("config:read", "admin config"),
  ...onSite("store:check", "admin fsck --at-server"),
  ...onSite("site:operate", "admin leader"),
  ...onSite("scheduling:simulate", "what-if -- true"),
  ...onJobs(
    "jobs:control",
    "hold WAITING",
    "release WAITING",
    "suspend RUNNING",
    "resume RUNNING",
    "signal USR1 RUNNING",
    "cancel WAITING",
    "kill RUNNING",
  ),
  ...onJobs("jobs:write", "edit WAITING --label a=b", "retry ENDED"),
  ...onSite("jobs:submit", "submit -- true", "run --detach -- true"),
  use("run -- true", "jobs:submit jobs:read jobs:output", ["site"]),
  ...onProjects("projects:write", "project set PROJECT --description text", "project remove PROJECT bob"),
  ...onProjects("projects:write", "project add PROJECT zoe"),
  ...onSite("projects:manage", "project create new --member ana"),
  ...onProjects("projects:manage", "project rm PROJECT"),
  ...onSite("quotas:write", "quota set bio cpus=200", "quota rm bio"),
  ...onSite("shares:write", "share set bio --weight 2", "share rm bio"),
  ...onSite("self:write", "queues use none", "project use none"),
  ...onSite("queues:write", "queues create fresh cpus=4", "queues set fresh time=1h", "queues rm fresh"),
  ...onSite("nodes:write", "admin drain node1", "admin undrain node1"),
  ...onSite("nodes:write", "admin disable local", "admin enable local"),
  ...onSite("site:operate", "maintenance off", "admin reconcile", "admin step-down"),
  use("secret create key", "secrets:write", ["site"], { stdin: "value" }),
  ...onSite("secrets:write", "secret rm key"),
  ...onSite("tokens:own", "token create nightly", "token revoke abc"),
  ...onSite(
    "users:write",
    "user add zoe --uid 20001 --gid 20001",
    "user set zoe --role operator",
    "user disable zoe",
    "user enable zoe",
    "user reset-password zoe",
    "user revoke-token zoe abc",
    "user remove zoe",
    "user sync",
    "user import people.csv",
  ),
  use("login --token-stdin", "self:read", ["site"], { stdin: "TOKEN" }),
  use("logout", "self:read", ["site"], { refused: /could not be ended at the server|there is no token/ }),
  use("login --user ana --password-stdin", "public", ["site"], { stdin: PASSWORD }),
];

/** Commands of people that ask no server. */
export const LOCAL: readonly (readonly string[])[] = [
  ["help", "submit"],
  ["completion", "bash"],
  ["context", "ls"],
  ["ssh", "1"],
  ["shims", "install", "here"],
];
