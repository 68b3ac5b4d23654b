import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aRetryPolicy, someResources } from "../jobs/life/job.builders.ts";
import type { DeskOptions } from "./cli.builders.ts";
import { aDesk } from "./cli.builders.ts";

/** No server is asked for any of these: there is none. */
const CASES: readonly {
  readonly says: string;
  readonly argv: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: DeskOptions;
  readonly exit: number;
  readonly stderr: string;
}[] = [
  {
    says: "an unknown command",
    argv: ["submti"],
    exit: 2,
    stderr: `error: there is no command "submti"
  fix: did you mean submit?
usage: godocker COMMAND [flags]
`,
  },
  {
    says: "a command unlike any other",
    argv: ["frobnicate"],
    exit: 2,
    stderr: `error: there is no command "frobnicate"
  fix: \`godocker help\` lists them
usage: godocker COMMAND [flags]
`,
  },
  {
    says: "half a command of the server",
    argv: ["config"],
    exit: 2,
    stderr: `error: this is not how config is started
usage: godocker config check|show|explain KEY|schema|migrate FILE [flags]
`,
  },
  {
    says: "several unknown flags",
    argv: ["ls", "--limt", "3", "--stat=running"],
    exit: 2,
    stderr: `error: 2 problems on the command line
  --limt: there is no such flag
      fix: did you mean --limit?
  --stat: there is no such flag
      fix: did you mean --state?
usage: godocker ls [flags] [SEARCH…]
`,
  },
  {
    says: "a missing operand",
    argv: ["show"],
    exit: 2,
    stderr: `error: 1 problem on the command line
  ID: is missing
usage: godocker show [flags] ID
`,
  },
  {
    says: "a word too many",
    argv: ["volumes", "12"],
    exit: 2,
    stderr: `error: 1 problem on the command line
  12: is one word too many
usage: godocker volumes [flags]
`,
  },
  {
    says: "wrong values, all at once",
    argv: ["submit", "--cpus", "two", "-m", "512", "-t", "soon", "--priority", "200", "--", "true"],
    exit: 2,
    stderr: `error: job not submitted: 4 problems
  --cpus: "two" is not a number of CPUs
      fix: write 2, 0.5 or 500m (steps of 0.001)
  -m: "512" has no unit
      fix: write 512M, 512G or 512B
  -t: "soon" is not a duration
      fix: such as 90s, 10m, 1h30m or 2d
  --priority: "200" is not possible here
      fix: a whole number from 0 to 100
usage: godocker submit [flags] SCRIPT [ARG…] | - | -- COMMAND…
`,
  },
  {
    says: "volumes, variables and dependencies that are none",
    argv: [
      "submit",
      "-v",
      "/data:rw",
      "-v",
      "home:rx",
      "-e",
      "1A=b",
      "-e",
      "UNSET_HERE",
      "--after",
      "x",
      "--",
      "true",
    ],
    exit: 2,
    stderr: `error: job not submitted: 5 problems
  -v: directories of the machine cannot be named
      fix: name a volume, such as home:rw; \`godocker volumes\` lists them
  -v: "home:rx" is no volume
      fix: write home, home:rw or home:/PATH:rw
  -e: "1A" is no valid name
      fix: write K=V
  -e: UNSET_HERE is not set here
      fix: write UNSET_HERE=VALUE
  --after: "x" names no job to wait for
      fix: write 12, 12:ok, 12:any or 12:fail; 12.3 for a task of an array
usage: godocker submit [flags] SCRIPT [ARG…] | - | -- COMMAND…
`,
  },
  {
    says: "flags that a later version may have",
    argv: ["run", "--spread", "rack", "--ssh", "--", "true"],
    exit: 2,
    stderr: `error: 2 problems on the command line
  --spread: not supported by this version: spreading
  --ssh: not supported by this version: interactive sessions
usage: godocker run [flags] SCRIPT [ARG…] | - | -- COMMAND…
`,
  },
  {
    says: "places to run that are none",
    argv: [
      "submit",
      "--gpus",
      "many",
      "--gres",
      "fpga:1",
      "--pull",
      "never",
      "--containerizer",
      "runc",
      "--network",
      "host",
      "--publish",
      "8080:80",
      "--port-name",
      "a.b",
      "--tmpfs",
      "/cache",
      "--scratch",
      "10",
      "--constraint",
      "rack==r1 || zone==a",
      "-C",
      "mem>=8",
      "-C",
      "(a+)+$",
      "--exclude",
      "a b",
      "--",
      "true",
    ],
    exit: 2,
    stderr: `error: 1 problem on the command line
  --containerizer: "runc" is not possible here
      fix: one of docker, mesos
usage: godocker submit [flags] SCRIPT [ARG…] | - | -- COMMAND…
`,
  },
  {
    says: "places to run that are none, all at once",
    argv: [
      "submit",
      "--gpus",
      "many",
      "--gres",
      "fpga:1",
      "--pull",
      "never",
      "--network",
      "host",
      "--publish",
      "8080:80",
      "--port-name",
      "a.b",
      "--tmpfs",
      "/cache",
      "--scratch",
      "10",
      "--constraint",
      "rack==r1 || zone==a",
      "-C",
      "mem>=8",
      "-C",
      "(a+)+$",
      "--exclude",
      "a b",
      "--",
      "true",
    ],
    exit: 2,
    stderr: `error: job not submitted: 12 problems
  --gpus: "many" is not possible here
      fix: a whole number from 0 to 64
  --gres: "fpga:1" names no GPUs
      fix: write gpu:2 or gpu:MODEL:2
  --pull: an image that a machine does not have is always pulled
      fix: write ifNotPresent or always
  --network: the network of the machine has no name
      fix: leave --network out to have it
  --publish: the port of the machine is chosen by the scheduler
      fix: write 80
  --port-name: "a.b" is no name of a port
      fix: 1 to 31 letters, digits, _ and -, a letter first
  --tmpfs: "/cache" has no size
      fix: write /cache:1G
  --scratch: "10" has no unit
      fix: write 10M, 10G or 10B
  --constraint: constraints have no "or"
      fix: write zone in (a,b), or =~ PATTERN
  -C: ">=" is no comparison
      fix: write > or <
  -C: "(a+)+$" is not understood in a constraint
      fix: write rack==r1 && zone in (a,b); also !=, <, >, =~ PATTERN, not in (…), a bare NAME, or !NAME
  --exclude: "a b" is no name of a machine
      fix: write node1,node2; \`godocker nodes\` lists them
usage: godocker submit [flags] SCRIPT [ARG…] | - | -- COMMAND…
`,
  },
  {
    says: "a document with faults of place, checked here",
    argv: [
      "submit",
      "--dry-run",
      "--shm",
      "4G",
      "--gpu-model",
      "A100",
      "--memory-limit",
      "16M",
      "--constraint",
      "hostname =~ '(a+)+$'",
      "--image",
      "Alpine",
      "--",
      "true",
    ],
    exit: 3,
    stderr: `error: the job is not valid: 5 problems
  image.ref (--image): the image has capital letters in its name; names of images are lower case (got "Alpine")
      fix: [registry/]name[:tag][@digest], such as biocontainers/blast:2.15
  resources.gpuModel (--gpu-model): gpuModel says which GPUs, and the job asks for none
      fix: add gpus
  resources.memoryLimitBytes (--memory-limit): is less than memoryBytes, which the job has in any case (got 16 MiB)
      fix: at least 1 GiB
  resources.shmBytes (--shm): file systems in memory count as memory of the job, and these are larger than it (got 4 GiB)
      fix: raise memoryBytes
  constraints[0].value (--constraint): is no pattern: (a+)+ repeats nothing but a repetition: one of the two is enough (got "(a+)+$")
      fix: an RE2 pattern that matches the whole text, such as node[0-9]+
`,
  },
  {
    says: "bad lines of a script",
    argv: ["submit", "job.sh"],
    files: { "job.sh": "#!/bin/sh\n#GODOCKER --cpsu 2\n#GODOCKER --memory 4 --time 1h\ntrue\n" },
    exit: 3,
    stderr: `error: job not submitted: 2 problems
  job.sh:2:11: --cpsu there is no such flag
      fix: did you mean --cpus?
  job.sh:3:11: "4" has no unit
      fix: write 4M, 4G or 4B
`,
  },
  {
    says: "a script that is not there",
    argv: ["run", "echo", "hi"],
    exit: 2,
    stderr: `error: the script echo cannot be read
  why: there is no such file
  fix: to run a command, write: godocker run -- echo hi
`,
  },
  {
    says: "nothing to submit",
    argv: ["submit"],
    options: { tty: true },
    exit: 2,
    stderr: `error: there is no job to submit
  fix: name a script, or write the command behind --: godocker submit -- echo hello
usage: godocker submit [flags] SCRIPT [ARG…] | - | -- COMMAND…
`,
  },
  {
    says: "a file of variables with faults",
    argv: ["submit", "--env-file", "vars", "--", "true"],
    files: { vars: "A=1\n# text\nno name=2\nUNSET_HERE\n" },
    exit: 3,
    stderr: `error: job not submitted: 2 problems
  vars:3: is not NAME=VALUE
  vars:4: UNSET_HERE is not set here
`,
  },
  {
    says: "a document that is no JSON",
    argv: ["submit", "--spec", "-"],
    options: { stdin: '{\n  "command": [}' },
    exit: 3,
    stderr: `error: (stdin) is not valid JSON
  why: Unexpected token '}', "{ "command": [}" is not valid JSON
`,
  },
  {
    says: "a document with faults, checked here",
    argv: ["submit", "--dry-run", "--spec", "-"],
    options: { stdin: JSON.stringify({ resources: { memoryBytes: 1 }, priorty: 1, command: ["true"] }) },
    exit: 3,
    stderr: `error: the job is not valid: 2 problems
  priorty: there is no field "priorty"
      fix: did you mean priority?
  resources.memoryBytes (--memory): is out of range (got 1 B)
      fix: 4 MiB to 64 TiB
`,
  },
  {
    says: "an array with run",
    argv: ["run", "--array", "1-3", "--", "true"],
    exit: 2,
    stderr: `error: run follows one task, and an array has many
  fix: use \`godocker submit --wait\`, and \`godocker logs ID.INDEX\` for the output of one of them
usage: godocker run [flags] SCRIPT [ARG…] | - | -- COMMAND…
`,
  },
  {
    says: "an id that is none",
    argv: ["cancel", "12a"],
    exit: 2,
    stderr: `error: "12a" is no job
  fix: write the id that \`godocker submit\` printed, such as 12, or 12.3 for a task of an array
`,
  },
  {
    says: "a task of an array where only jobs can be meant",
    argv: ["hold", "12[3]"],
    exit: 2,
    stderr: `error: tasks of an array cannot be held one by one
  fix: name the whole job: 12
`,
  },
  {
    says: "several jobs to cancel and nobody to ask",
    argv: ["cancel", "1", "2"],
    exit: 2,
    stderr: `error: 2 jobs would be cancelled, and nobody can be asked
  fix: add --yes
usage: godocker cancel [flags] ID…
`,
  },
  {
    says: "a server that is no address",
    argv: ["ls", "--server", "localhost:8080"],
    exit: 2,
    stderr: `error: "localhost:8080" is no address of a server
  fix: write http://HOST:PORT or https://HOST, without a user, a query or a fragment
`,
  },
  {
    says: "a token that is none",
    argv: ["ls", "--server", "http://127.0.0.1:9"],
    options: { env: { GODOCKER_TOKEN: "two words" } },
    exit: 4,
    stderr: `error: GODOCKER_TOKEN has no usable token
  why: a token is one word of visible ASCII characters
  fix: put the token alone into it
`,
  },
  {
    says: "no token for a server",
    argv: ["ls", "--server", "https://jobs.example.org/"],
    exit: 4,
    stderr: `error: no token for https://jobs.example.org
  why: nobody has signed in there, and neither --token-file, GODOCKER_TOKEN nor GODOCKER_TOKEN_FILE was given
  fix: sign in with: godocker login https://jobs.example.org
`,
  },
  {
    says: "control characters in what was typed",
    argv: ["\u001b[2J"],
    exit: 2,
    stderr: `error: there is no command "\ufffd[2J"
  fix: \`godocker help\` lists them
usage: godocker COMMAND [flags]
`,
  },
];

describe("a command line that is wrong", () => {
  for (const { says, argv, files = {}, options, exit, stderr } of CASES) {
    it(`ends with ${exit} and a way out: ${says}`, async () => {
      using desk = aDesk(options);
      for (const [name, text] of Object.entries(files)) desk.file(name, text);
      assert.deepEqual(await desk.run(...argv), { exit, stdout: "", stderr });
    });
  }

  it("never shows a stack trace, except for who asks with GODOCKER_DEBUG=1", async () => {
    using desk = aDesk();
    assert.doesNotMatch((await desk.run("frobnicate")).stderr, /\.ts:\d/);
    const { ended } = desk.start(["frobnicate"], { env: { GODOCKER_DEBUG: "1" } });
    assert.match((await ended).stderr, /\.ts:\d/);
  });
});

describe("a job that is only checked", () => {
  it("is printed whole: the command line wins over the environment, and that over the script", async () => {
    using desk = aDesk({ env: { GODOCKER_PROJECT: "bio", HOST: "h1" } });
    const script =
      "#!/bin/sh\n#GODOCKER --cpus 2 --memory 1.5G --project other --name from-script -e A=1 --time 1h\ntrue\n";
    desk.file("align.sh", script);
    desk.file("vars", "B=2\nHOST\n");
    const flags =
      "-c 500m --env-file vars -eC=3 -v home:rw -vrefs -l k=v --array 1-9:2%2 --after 12 --after 13:any " +
      "-d afternotok:14 --retry-on oom,exit:75 --retry 3 --grace 1m --priority 60 --hold";
    const { exit, stdout, stderr } = await desk.run(
      "submit",
      "--dry-run",
      ...flags.split(" "),
      "align.sh",
      "a",
      "--",
      "-b",
    );
    assert.deepEqual([exit, stderr], [0, ""]);
    assert.deepEqual(JSON.parse(stdout), {
      name: "from-script",
      script,
      args: ["a", "-b"],
      project: "bio",
      env: { A: "1", B: "2", HOST: "h1", C: "3" },
      resources: someResources({ cpus: 0.5, memoryBytes: 1.5 * 1024 ** 3 }),
      walltimeSeconds: 3600,
      graceSeconds: 60,
      volumes: [
        { name: "home", mode: "rw" },
        { name: "refs", mode: "ro" },
      ],
      array: { from: 1, to: 9, step: 2, maxConcurrent: 2 },
      dependencies: [
        { job: 12, on: "success", unmet: "fail" },
        { job: 13, on: "end", unmet: "fail" },
        { job: 14, on: "failure", unmet: "fail" },
      ],
      priority: 60,
      hold: true,
      retry: aRetryPolicy({ maxAttempts: 3, on: ["oom", "exit:75"] }),
      labels: { k: "v" },
      tmpfs: [],
      constraints: [],
      preemptible: false,
      notify: [],
      queue: "default",
    });
  });

  it("is named after its script, and its text is kept byte for byte", async () => {
    using desk = aDesk();
    const script = "\ufeff#!/bin/sh\r\necho \u00e9\t\r\n";
    desk.file("align.sh", script);
    const { stdout, stderr } = await desk.run("submit", "--dry-run", "align.sh");
    const { name, script: kept } = JSON.parse(stdout);
    assert.deepEqual([name, kept], ["align.sh", script]);
    assert.match(
      stderr,
      /^warning: align.sh begins with a byte order mark.*\nwarning: align.sh has Windows line ends/,
    );
  });

  it("takes the script from a pipe", async () => {
    using desk = aDesk({ stdin: "#GODOCKER --cpus 3\ntrue\n" });
    const { stdout } = await desk.run("submit", "--dry-run");
    assert.equal(JSON.parse(stdout).resources.cpus, 3);
  });

  it("refuses a script that JSON cannot carry, and one that is too large", async () => {
    using desk = aDesk();
    desk.file("binary", Buffer.from([0x7f, 0x45, 0xff, 0xfe]));
    desk.file("large", "#".repeat(1024 * 1024 + 1));
    assert.equal((await desk.run("submit", "--dry-run", "binary")).exit, 3);
    assert.equal((await desk.run("submit", "--dry-run", "large")).exit, 3);
  });

  it("checks many documents, line by line", async () => {
    using desk = aDesk({ stdin: '{"command":["a"]}\n\nnonsense\n{"command":1}\n{"command":["b"]}\n' });
    const { exit, stdout, stderr } = await desk.run("submit", "--dry-run", "--ndjson", "-");
    assert.equal(exit, 3);
    assert.deepEqual(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).name),
      ["a", "b"],
    );
    assert.match(stderr, /\(stdin\):3: job not submitted\n {2}not valid JSON/);
    assert.match(stderr, /\(stdin\):4: job not submitted\n {2}command: must be a list/);
    assert.match(stderr, /2 jobs valid, 2 not · exit 3\n$/);
  });

  it("says that a file of documents is not there", async () => {
    using desk = aDesk();
    const { exit, stderr } = await desk.run("submit", "--ndjson", "missing");
    assert.equal(exit, 2);
    assert.equal(stderr, "error: the file of jobs missing cannot be read\n  why: there is no such file\n");
  });
});
