import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { fileFaults } from "./file-check.ts";
import { loadConfig } from "./load.ts";

const directory = mkdtempSync(join(tmpdir(), "godocker-files-"));
after(() => rmSync(directory, { recursive: true, force: true }));

function aFile(name: string, text: string, mode = 0o600): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function faults(...set: readonly string[]): readonly string[] {
  const loaded = loadConfig({ files: [], env: {}, set, home: "/home/ana", readFile: () => "" });
  assert.ok(loaded.ok);
  return fileFaults(loaded.config, loaded.sources).map(({ key, reason }) => `${key} ${reason}`);
}

const withSecret = (path: string) => faults("mesos.principal=p", `mesos.secretFile=${path}`);

describe("a file with a secret", () => {
  it("is taken when only its owner and group may read it", () => {
    assert.deepEqual(withSecret(aFile("good", "s3cret\n", 0o640)), []);
    assert.deepEqual(faults(`mesos.authorizationFile=${aFile("token", "token=abc.def\n")}`), []);
  });

  it("is refused when others may read it, or its group may write it", () => {
    for (const mode of [0o644, 0o660, 0o604])
      assert.match(
        withSecret(aFile("open", "s3cret", mode)).join(),
        /secretFile is open to others \(mode 06/,
      );
  });

  it("is refused when it is missing, no file, empty, or holds what Mesos never accepts", () => {
    assert.match(withSecret(join(directory, "nowhere")).join(), /cannot be read: ENOENT/);
    assert.match(withSecret(directory).join(), /open to others|no regular file/);
    assert.match(withSecret(aFile("empty", "\n")).join(), /is empty/);
    assert.match(withSecret(aFile("colon", "a:b")).join(), /colon/);
    assert.match(faults(`mesos.authorizationFile=${aFile("lines", "a\nb")}`).join(), /no header/);
  });

  it("for Kubernetes is a kubeconfig", () => {
    const withKubeconfig = (path: string) =>
      faults("kubernetes.namespace=batch", `kubernetes.kubeconfig=${path}`).join();
    const text = "apiVersion: v1\nclusters: []\ncontexts: []\nusers: []\n";
    assert.equal(withKubeconfig(aFile("kubeconfig", text)), "");
    assert.match(withKubeconfig(aFile("public", text, 0o644)), /kubeconfig is open to others/);
    assert.match(withKubeconfig(aFile("other", "a: b")), /is no kubeconfig/);
    assert.match(withKubeconfig(join(directory, "nowhere")), /cannot be read/);
  });

  it("is never told", () => {
    assert.doesNotMatch(withSecret(aFile("told", "hunter2:x")).join(), /hunter2/);
  });
});

describe("files of TLS", () => {
  it("are refused when they hold something else, each of them", () => {
    const text = aFile("text", "hello");
    const found = faults(`mesos.tls.ca=${text}`, `mesos.tls.certificate=${text}`, `mesos.tls.key=${text}`);
    assert.deepEqual(
      found.map((fault) => fault.split(" ")[0]),
      ["mesos.tls.ca", "mesos.tls.certificate", "mesos.tls.key"],
    );
  });

  it("are taken when they hold PEM", () => {
    const pem = (what: string) => `-----BEGIN ${what}-----\nAA==\n-----END ${what}-----\n`;
    const certificate = aFile("certificate", pem("CERTIFICATE"), 0o644);
    const key = aFile("key", pem("PRIVATE KEY"));
    assert.deepEqual(
      faults(`mesos.tls.ca=${certificate}`, `mesos.tls.certificate=${certificate}`, `mesos.tls.key=${key}`),
      [],
    );
  });
});
