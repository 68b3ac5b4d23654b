import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ConfigSources, LoadedConfig } from "./load.ts";
import { loadConfig } from "./load.ts";
import { formatProblem } from "../formats/problem.ts";

const load = (sources: Partial<ConfigSources> = {}): LoadedConfig =>
  loadConfig({
    files: [],
    env: {},
    set: [],
    home: "/home/ana",
    readFile: () => {
      throw new Error("no such file");
    },
    ...sources,
  });

const loaded = (sources: Partial<ConfigSources> = {}) => {
  const result = load(sources);
  assert.ok(result.ok, result.ok ? "" : result.problems.map(formatProblem).join("\n"));
  return result;
};

const problems = (sources: Partial<ConfigSources>) => {
  const result = load(sources);
  assert.ok(!result.ok, "it was taken");
  return result.problems;
};

const file = (text: string, name = "a.json5") => ({ name, text });

describe("no configuration at all", () => {
  it("is a whole one: SQLite under the state directory, on loopback", () => {
    const { config, sources } = loaded();
    assert.equal(config.stateDirectory, "/home/ana/.local/state/godocker");
    assert.equal(config.store.url, "sqlite:/home/ana/.local/state/godocker/godocker.db");
    assert.equal(config.auth.tokenFile, "/home/ana/.local/state/godocker/token");
    assert.equal(config.jobs.directory, "/home/ana/.local/state/godocker/jobs");
    assert.deepEqual(config.server.listen, { host: "127.0.0.1", port: 8080 });
    assert.deepEqual(config.mesos.masters, { kind: "addresses", urls: [] });
    assert.deepEqual([config.volumes, config.local], [[], { agents: 1 }]);
    assert.deepEqual(
      [config.scheduling.policy, config.scheduling.halfLifeMs],
      ["fair-share", 7 * 86_400_000],
    );
    assert.deepEqual(config.jobs.defaults, {
      project: "default",
      queue: "default",
      cpus: 1,
      memoryBytes: 2 ** 30,
      diskBytes: 0,
      graceSeconds: 30,
      maxAttempts: 2,
    });
    assert.ok([...sources.values()].every((source) => source === "default"));
  });

  it("keeps its state where XDG_STATE_HOME says, or the configured directory", () => {
    assert.equal(loaded({ env: { XDG_STATE_HOME: "/s" } }).config.stateDirectory, "/s/godocker");
    assert.equal(
      loaded({ env: { XDG_STATE_HOME: "relative" } }).config.stateDirectory,
      "/home/ana/.local/state/godocker",
    );
    const service = loaded({ set: ["stateDirectory=/var/lib/godocker"] }).config;
    assert.equal(service.store.url, "sqlite:/var/lib/godocker/godocker.db");
  });

  it("cannot be changed afterwards", () => {
    const { config } = loaded();
    assert.ok(
      Object.isFrozen(config) && Object.isFrozen(config.jobs.defaults) && Object.isFrozen(config.mesos.roles),
    );
  });
});

describe("several sources", () => {
  it("win in their order: defaults, files, variables, flags; and each value knows its own", () => {
    const files = [
      file('{ mesos: { webUrl: "http://a", name: "A", user: "u" }, telemetry: { logLevel: "warn" } }'),
      file('// second\n{ mesos: { webUrl: "http://b" } }', "b.json5"),
    ];
    const env = { GODOCKER_MESOS__NAME: "E", GODOCKER_SCHEDULING__REFUSE_IDLE: "9s" };
    const { config, sources } = loaded({ files, env, set: ["scheduling.refuseIdle=1m"] });
    assert.deepEqual(
      [
        config.mesos.webUrl?.href,
        config.mesos.name,
        config.mesos.user,
        config.scheduling.refuseIdleMs,
        config.telemetry.logLevel,
      ],
      ["http://b/", "E", "u", 60_000, "warn"],
    );
    assert.equal(sources.get("mesos.webUrl"), "b.json5:2:12");
    assert.equal(sources.get("mesos.name"), "GODOCKER_MESOS__NAME");
    assert.equal(sources.get("scheduling.refuseIdle"), "--set scheduling.refuseIdle");
    assert.equal(sources.get("mesos.principal"), "default");
  });

  it("may be a file that a variable names, without its last newline", () => {
    const env = { GODOCKER_STORE__URL_FILE: "/run/url" };
    const readFile = (path: string) => (path === "/run/url" ? "sqlite:/x/y.db\n" : "");
    assert.equal(loaded({ env, readFile }).config.store.url, "sqlite:/x/y.db");
    const both = problems({ env: { ...env, GODOCKER_STORE__URL: "sqlite:/z" }, readFile });
    assert.match(both[0]?.reason ?? "", /given twice/);
    assert.match(problems({ env })[0]?.reason ?? "", /cannot be read: no such file/);
  });

  it("does not take a key that ends in File for a file with its value", () => {
    const set = ["mesos.principal=p"];
    const { config } = loaded({ env: { GODOCKER_MESOS__SECRET_FILE: "/etc/secret" }, set });
    assert.equal(config.mesos.secretFile, "/etc/secret");
  });

  it("leaves the variables of clients and jobs alone, and warns of those that look like settings", () => {
    const env = { GODOCKER_TOKEN: "x", GODOCKER_JOB_ID: "1", GODOCKER_STOR__URL: "sqlite:/x" };
    const { warnings } = loaded({ env });
    assert.deepEqual(
      warnings.map(({ key }) => key),
      ["GODOCKER_STOR__URL"],
    );
    assert.match(warnings[0]?.reason ?? "", /did you mean GODOCKER_STORE__URL/);
  });

  it("reads lists from text with commas, and volumes from JSON5", () => {
    const { config } = loaded({
      env: { GODOCKER_MESOS__MASTERS: "http://a:5050, http://b:5050" },
      set: ['volumes=[{name:"home",source:"/data/home/",mode:"rw"}]'],
    });
    const { masters } = config.mesos;
    assert.deepEqual(masters.kind === "addresses" ? masters.urls.map(String) : masters, [
      "http://a:5050/",
      "http://b:5050/",
    ]);
    assert.deepEqual(config.volumes, [{ name: "home", source: "/data/home", mode: "rw" }]);
  });
});

describe("a file of YAML", () => {
  const yaml = (text: string) => ({ files: [file(text, "site.yaml")] });

  it("says the same as one of JSON5, by the end of its name", () => {
    const { config, sources } = loaded(
      yaml(
        "# the site\nserver:\n  listen: 127.0.0.1:9000\nvolumes:\n  - name: home\n    source: /data/home\n    mode: rw\njobs: {defaults: {memory: 2GiB}}\n",
      ),
    );
    assert.equal(config.server.listen.port, 9000);
    assert.deepEqual(config.volumes, [{ name: "home", source: "/data/home", mode: "rw" }]);
    assert.equal(sources.get("server.listen"), "site.yaml:3:3");
    assert.equal(sources.get("jobs.defaults.memory"), "site.yaml:8:19");
    loaded({ files: [file("# nothing but words\n", "empty.yml")] });
  });

  it("has its faults told with line and column, all of them", () => {
    const found = problems(
      yaml(
        "server:\n  listen: 80a\n  sever: 1\nlocal:\n  agents: 1\n  agents: 2\nvolumes:\n  - name: a\n    name: b\n    source: /a\n",
      ),
    );
    assert.deepEqual(
      found.map(({ source, key, reason }) => `${source} ${key} ${reason}`.slice(0, 60)),
      [
        "site.yaml:6:3 local.agents is there twice",
        "site.yaml:9:5 volumes.name is there twice",
        "site.yaml:3:3 server.sever is no setting of this version",
        "site.yaml:2:3 server.listen is not host:port",
      ],
    );
  });

  for (const [what, text, reason] of [
    ["a value that never ends", "server:\n  listen: [1\n", /^is not YAML: .+/],
    ["a tag", "server: !!js/function 'x'\n", /^is not YAML: .+/],
    ["aliases that grow", bomb(), /^is not YAML: .+/],
    ["a list in place of an object", "- 1\n", /must hold an object/],
    ["a key that reaches into the language", "__proto__: {a: 1}\n", /no configuration may have/],
  ] as const)
    it(`may not hold ${what}`, () => assert.match(problems(yaml(text))[0]?.reason ?? "", reason));
});

/** Each line names the one before it nine times. */
function bomb(): string {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
  for (let at = 1; at < 9; at += 1)
    lines.push(`a${at}: &a${at} [${Array.from({ length: 9 }, () => `*a${at - 1}`).join(", ")}]`);
  return `${lines.join("\n")}\n`;
}

describe("a value", () => {
  it("may have names with dots in it, from every source", () => {
    const labels = { "example.com/batch": "yes", "a.b": "c" };
    const text = JSON.stringify(labels);
    const name = "kubernetes.nodeLabels";
    for (const source of [
      { files: [file(`{ kubernetes: { namespace: "a", nodeLabels: ${text} } }`)] },
      { set: ["kubernetes.namespace=a", `${name}=${text}`] },
      { set: ["kubernetes.namespace=a"], env: { GODOCKER_KUBERNETES__NODE_LABELS: text } },
    ])
      assert.deepEqual(loaded(source).config.kubernetes?.nodeLabels, labels);
  });

  it("keeps its unit where a plain number would do, too", () => {
    const { config } = loaded({ set: ["server.bodyLimitBytes=4MiB", "jobs.defaults.cpus=0.5"] });
    assert.deepEqual([config.server.bodyLimitBytes, config.jobs.defaults.cpus], [4 * 1024 * 1024, 0.5]);
  });
});

describe("what starts images", () => {
  it("may be one, both or none, and a sidecar beside each job", () => {
    const mesosOf = (...set: readonly string[]) => loaded({ set }).config.mesos;
    assert.deepEqual(mesosOf().containerizers, ["mesos", "docker"]);
    assert.deepEqual(mesosOf("mesos.containerizers=none").containerizers, []);
    assert.deepEqual(mesosOf("mesos.sidecar={argv:['/bin/watch','-n'],image:'busybox',cpus:'0.2'}").sidecar, {
      argv: ["/bin/watch", "-n"],
      image: "busybox",
      env: {},
      cpusMilli: 200,
      memoryBytes: 64 * 1024 ** 2,
    });
  });
});

describe("the masters", () => {
  const mastersOf = (set: string) => loaded({ set: [`mesos.masters=${set}`] }).config.mesos;

  it("may be known to ZooKeeper, whose URL is taken as it is", () => {
    const url = "zk://user:secret@zk1:2181,zk2/mesos/prod";
    assert.deepEqual(mastersOf(url).masters, { kind: "zookeeper", url });
    assert.deepEqual(mastersOf(url).tls, { enabled: false });
    const inFile = loaded({ files: [file(`{ mesos: { masters: ["${url}"] } }`)] });
    assert.deepEqual(inFile.config.mesos.masters, { kind: "zookeeper", url });
  });

  it("speak TLS when their address says so, or anything of mesos.tls does", () => {
    assert.deepEqual(mastersOf("https://a:5050").tls, { enabled: true });
    const { config } = loaded({ set: ["mesos.masters=zk://a/b", "mesos.tls.ca=/ca.pem"] });
    assert.deepEqual(config.mesos.tls, { enabled: true, ca: "/ca.pem" });
  });
});

describe("the roles", () => {
  for (const role of ["*", "batch", "science/batch", "a_b.c", ".x", "é"]) {
    it(`may be ${role}`, () => {
      assert.deepEqual(loaded({ set: [`mesos.roles=${role}`] }).config.mesos.roles, [role]);
    });
  }
  for (const role of ["/a", "a/", "a//b", "-a", "a/-b", ".", "..", "a/..", "a/*", "*/a", "a b"]) {
    it(`may not be ${role}`, () => {
      assert.match(problems({ set: [`mesos.roles=${role}`] })[0]?.reason ?? "", /no role of Mesos/);
    });
  }
});

describe("faults", () => {
  it("of all sources are told at once, each with where, what and something valid", () => {
    const found = problems({
      files: [
        file('{\n  server: { listen: "80a" },\n  sever: {},\n  jobs: { defaults: { memory: 512 } },\n}'),
      ],
      env: { GODOCKER_STORE__URL: "", GODOCKER_CLUSTER__LEADER_TTL: "0s" },
      set: ["mesos.masters=zk://zk1:2181", "scheduling.polcy=fifo", "local.agents"],
    });
    assert.deepEqual(
      found.map(({ source, key }) => `${source} ${key}`),
      [
        "a.json5:3:3 sever",
        "GODOCKER_STORE__URL store.url",
        "--set scheduling.polcy scheduling.polcy",
        "--set local.agents local.agents",
        "a.json5:2:13 server.listen",
        "a.json5:4:23 jobs.defaults.memory",
        "GODOCKER_CLUSTER__LEADER_TTL cluster.leaderTtl",
        "--set mesos.masters mesos.masters",
      ],
    );
    for (const problem of found)
      assert.ok(problem.reason !== "" && problem.example !== "", formatProblem(problem));
    const lines = found.map(formatProblem).join("\n");
    assert.match(lines, /server\.listen is not host:port \(got "80a"\) — valid: 127\.0\.0\.1:8080/);
    assert.match(lines, /did you mean server\?/);
    assert.match(lines, /did you mean scheduling\.policy\?/);
    assert.match(lines, /memory has no unit/);
    assert.match(lines, /mesos\.masters has no path/);
  });

  it("of JSON5 are told with line and column", () => {
    const [problem] = problems({ files: [file("{\n  server: { listen: }\n}")] });
    assert.match(problem?.source ?? "", /^a\.json5:2:\d+$/);
    assert.match(problem?.reason ?? "", /not JSON5/);
  });

  it("include a key that is there twice, wherever", () => {
    const [problem] = problems({ files: [file('{ local: { agents: 1, /* x: */ "agents": 2 }, }')] });
    assert.deepEqual([problem?.key, problem?.reason], ["local.agents", "is there twice"]);
    loaded({ files: [file('{ volumes: [{ name: "a", source: "/a" }, { name: "b", source: "/b" }] }')] });
  });

  it("include keys that reach into the language, from every source", () => {
    for (const key of ["__proto__", "constructor", "prototype"]) {
      const texts = [
        `{ "${key}": { listen: 1 } }`,
        `{ server: { ${key}: {} } }`,
        `{ volumes: [{ name: "a", source: "/a", ${key}: {} }] }`,
      ];
      for (const text of texts)
        assert.match(problems({ files: [file(text)] })[0]?.reason ?? "", /no configuration may have/, text);
      assert.match(problems({ set: [`server.${key}.x=1`] })[0]?.reason ?? "", /no configuration may have/);
    }
    assert.equal(({} as Record<string, unknown>).listen, undefined);
  });

  it("include a group that is a value, and a file that is none or cannot be read", () => {
    assert.match(problems({ files: [file("{ server: 5 }")] })[0]?.reason ?? "", /group/);
    assert.match(problems({ files: [file("[]")] })[0]?.reason ?? "", /object/);
    assert.match(problems({ files: [{ name: "x", unreadable: "EACCES" }] })[0]?.reason ?? "", /EACCES/);
    assert.match(problems({ files: [file(" ".repeat(2 ** 20 + 1))] })[0]?.reason ?? "", /1 MiB/);
  });

  it("never show the password of a URL", () => {
    const [zookeeper] = problems({ set: ["mesos.masters=zk://u:hunter2@h"] });
    assert.match(zookeeper?.got ?? "", /zk:\/\/\*\*\*@h/);
    const [problem] = problems({ set: ["store.url=mongodb://u:hunter2@h/db"] });
    assert.doesNotMatch(
      formatProblem(problem ?? { source: "", key: "", reason: "", example: "" }),
      /hunter2/,
    );
  });

  for (const [set, reason] of [
    ["server.listen=127.0.0.1:70000", /not host:port/],
    ["server.publicUrl=ftp://x", /not an http/],
    ["server.publicUrl=http://u:p@x", /must not hold a user/],
    ["server.bodyLimitBytes=1", /out of range/],
    ["server.insecure=yes", /neither true nor false/],
    ["store.url=sqlite:relative.db", /absolute path/],
    ["store.url=memory:", /does not have/],
    ["mesos.role=a", /did you mean mesos\.roles/],
    ["mesos.roles=a,a", /names "a" twice/],
    ["mesos.roles=", /is empty/],
    ["mesos.masters=http://a:5050/master", /must not have a path/],
    ["mesos.masters=http://a:5050,zk://b/c", /beside addresses/],
    ["mesos.masters=zk://b/", /has no path/],
    ["mesos.masters=zk://b:99999/c", /not host:port/],
    ["mesos.masters=zk://u:p:q@b/c", /before the @/],
    ["mesos.userIds=me", /valid name/],
    ["mesos.tls.serverName=a b", /host name/],
    ["mesos.onRemoved=panic", /allowed words/],
    ["mesos.containerizers=mesos,podman", /allowed words/],
    ["mesos.containerizers=docker,docker", /twice/],
    ["mesos.sidecar={}", /no program/],
    ["mesos.sidecar={argv:['/a'],env:{'1':'x'}}", /no name of a variable/],
    ["mesos.sidecar={argv:['/a'],cpus:0}", /more than 0/],
    ["networks=[{name:'a b'}]", /number 1: name/],
    ["networks=[{name:'a'},{name:'a',dockerMode:'bridge'}]", /twice/],
    ["networks=[{name:'a',dockerMode:'host'}]", /number 1: dockerMode/],
    ["mesos.attributeRules=[{when:'gpu',require:[]}]", /number 1: when/],
    ["mesos.attributeRules=[{when:'gpus',require:[{attribute:'a',op:'eq'}]}]", /eq takes one value/],
    ["mesos.attributeRules=[{when:'gpus',require:[{attribute:'a',op:'exists',values:['b']}]}]", /no values/],
    ["scheduling.reservationsMax=-1", /out of range/],
    ["scheduling.maintenance.policy=wait", /allowed words/],
    ["scheduling.weights={gpu:2}", /unknown field "gpu"/],
    ["scheduling.weights={gpus:-1}", /gpus is out of range/],
    ["scheduling.weights={cpus:0,memory:0,gpus:0}", /above 0/],
    ["jobs.defaults.walltime=90", /no duration|not a duration/],
    ["jobs.defaults.cpus=0", /more than 0/],
    ["jobs.defaults.maxAttempts=21", /out of range/],
    ["volumes=[{name:'A',source:'/a'}]", /number 1: name/],
    ["volumes=[{name:'a',source:'/a'},{name:'a',source:'/b'}]", /twice/],
    ["volumes=[{name:'a',source:'/var/run/docker.sock'}]", /must not be given/],
    ["volumes=[{name:'a',source:'/data/../etc'}]", /must not be given/],
    ["volumes=[{name:'a',source:'/'}]", /must not be given/],
    ["volumes=[{name:'a',source:'/a',path:'/b'}]", /unknown field "path"/],
    ["volumes=nonsense", /not JSON5/],
    ["telemetry.logLevel=verbose", /allowed words/],
  ] as const) {
    it(`include ${set}`, () => {
      const [problem] = problems({ set: [set] });
      assert.match(problem?.reason ?? "", reason);
    });
  }
});

describe("settings that do not go together", () => {
  it("include listening beyond loopback in the clear", () => {
    assert.match(problems({ set: ["server.listen=0.0.0.0:8080"] })[0]?.reason ?? "", /in the clear/);
    loaded({ set: ["server.listen=0.0.0.0:0", "server.insecure=true"] });
    loaded({ set: ["server.listen=[::]:8080", "server.publicUrl=https://jobs.example.org"] });
    loaded({ set: ["server.listen=[::1]:8080"] });
  });

  it("include a volume that shows the store, the token or other people's jobs", () => {
    for (const source of ["/home/ana", "/home/ana/.local/state/godocker/jobs/1"]) {
      assert.match(
        problems({ set: [`volumes=[{name:'a',source:'${source}'}]`] })[0]?.reason ?? "",
        /overlaps/,
      );
    }
    loaded({ set: ["volumes=[{name:'a',source:'/home/ana-2'}]"] });
  });

  it("include being root in images that are not named, and roots of volumes that are no places", () => {
    const reason = (set: string) => problems({ set: [set] })[0]?.reason ?? "";
    assert.match(reason("images.root=[{users:['ada']}]"), /images/);
    assert.match(reason("images.root=[{images:[],projects:['bio']}]"), /images are none/);
    assert.match(reason("images.root=[{images:['-v /:/host']}]"), /no name of an image/);
    assert.match(reason("jobs.volumeRoots=/data,data"), /not an absolute path/);
    assert.match(reason("jobs.volumeCheck=sometimes"), /./);
    assert.deepEqual(loaded({}).config.images.root, []);
    const { volumeRoots } = loaded({ set: ["jobs.volumeRoots=/data, /mnt/storage/"] }).config.jobs;
    assert.deepEqual(volumeRoots, ["/data", "/mnt/storage"]);
  });

  it("include a certificate for a receiver of the audit log that speaks no TLS", () => {
    for (const address of ["udp://log:514", "tcp://log:601"])
      assert.match(
        problems({ set: [`audit.syslog.address=${address}`, "audit.syslog.ca=/ca.pem"] })[0]?.reason ?? "",
        /no use without a receiver that speaks TLS/,
      );
    assert.match(problems({ set: ["audit.syslog.ca=/ca.pem"] })[0]?.reason ?? "", /no use/);
    loaded({ set: ["audit.syslog.address=tls://log", "audit.syslog.ca=/ca.pem"] });
  });

  it("include a principal without its secret, and the other way round", () => {
    assert.match(problems({ set: ["mesos.principal=p"] })[0]?.reason ?? "", /secret/);
    assert.match(problems({ set: ["mesos.secretFile=/s"] })[0]?.reason ?? "", /principal/);
    loaded({ set: ["mesos.principal=p", "mesos.authorizationFile=/s"] });
    loaded({ set: ["mesos.authorizationFile=/s"] });
  });

  for (const [set, key] of [
    [["mesos.principal=p", "mesos.secretFile=/s", "mesos.authorizationFile=/t"], "mesos.authorizationFile"],
    [["store.url=mongodb://u@h/d"], "store.url"],
    [["store.url=mongodb://h/d", "store.passwordFile=/p"], "store.passwordFile"],
    [["store.passwordFile=/p"], "store.passwordFile"],
    [["store.url=mongodb://h/d", "store.tls.certificate=/c"], "store.tls.certificate"],
    [["store.url=mongodb://h/d", "store.tls.key=/c"], "store.tls.key"],
    [["store.url=mongodb://h/d", "server.bodyLimitBytes=16777216"], "server.bodyLimitBytes"],
    [["mesos.tls.certificate=/c"], "mesos.tls.certificate"],
    [["mesos.tls.key=/c"], "mesos.tls.key"],
    [["mesos.masters=http://a:5050,https://b:5050"], "mesos.masters"],
    [["mesos.masters=http://a:5050", "mesos.tls.ca=/ca"], "mesos.masters"],
    [["mesos.userIds=1:1"], "mesos.userIds"],
    [["mesos.containerizers=mesos", "mesos.containerizer=docker"], "mesos.containerizer"],
    [["mesos.sidecar={argv:['/w']}", "mesos.containerizer=docker"], "mesos.containerizer"],
  ] as const) {
    it(`include ${set.join(" ")}`, () => {
      assert.deepEqual(
        problems({ set }).map((problem) => problem.key),
        [key],
      );
    });
  }
});
