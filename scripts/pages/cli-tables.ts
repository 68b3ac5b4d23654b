// What the reference pages of the command say beside its own table.

/** What a status means, in Markdown. */
export const EXIT_STATUSES: readonly (readonly [string, string])[] = [
  ["0", "done"],
  ["1", "failed for a reason that is none of the others"],
  ["2", "wrong usage: a flag, an operand, or a question that nobody could be asked"],
  ["3", "the job is not valid; every problem is listed"],
  ["4", "not signed in"],
  ["5", "not allowed"],
  ["6", "no such job, node, context or code"],
  ["7", "conflict: the job's state does not allow it"],
  ["8", "over a limit"],
  ["9", "no server can be reached"],
  ["10", "`config check` or `doctor` found faults"],
  ["124", "`run` or `wait` gave up after `--timeout`; the job goes on"],
  [
    "125",
    "`run`, `wait`: the job never began, or its node went away; `exec`: the command was not started, or was lost",
  ],
  [
    "128+n",
    "`run`, `wait`, `exec`: signal n ended the job or the command (137 = KILL, 143 = TERM); 130 also: left with Ctrl-C",
  ],
  ["other", "`run`, `wait`: the job's own exit code; `exec`: the command's"],
];

export const VARIABLES: readonly (readonly [string, string])[] = [
  ["GODOCKER_SERVER", "URL of the server"],
  ["GODOCKER_TOKEN_FILE", "file with the token"],
  ["GODOCKER_TOKEN", "the token itself"],
  ["GODOCKER_CONTEXT", "name of a server that `godocker context` knows"],
  ["GODOCKER_OUTPUT", "format of `-o`, for commands that have it"],
  ["GODOCKER_PROJECT", "project of submitted jobs, weaker than `--project`"],
  [
    "XDG_STATE_HOME",
    "`godocker/server.json` and `godocker/token` below it are used when nothing else is named",
  ],
  ["NO_COLOR, CLICOLOR_FORCE", "no colours; colours also without a terminal"],
  ["CI", "`true`: as if there were no terminal"],
  ["PAGER", "shows help that is longer than the terminal"],
  ["XDG_CONFIG_HOME", "`godocker/contexts.json` below it has the servers of `godocker context`"],
  ["XDG_CACHE_HOME", "`godocker/compiled` below it has compiled code, for a quick start"],
  ["GODOCKER_DEBUG", "`1`: stack traces behind error messages"],
];
