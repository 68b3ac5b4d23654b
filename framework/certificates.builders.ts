import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate and its key, in files. */
export interface Certificate {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface Authority extends Certificate {
  /** @param names  such as `DNS:m1.example` and `IP:127.0.0.1` */
  issue(name: string, names: readonly string[]): Certificate;
}

/** A place for certificates that are made for one test run. */
export interface CertificateFiles extends Disposable {
  readonly directory: string;
  authority(name: string): Authority;
}

export function createCertificateFiles(): CertificateFiles {
  const directory = mkdtempSync(join(tmpdir(), "godocker-certificates-"));
  const openssl = (...words: readonly string[]): void => {
    const { status, stderr } = spawnSync("openssl", words, { cwd: directory, encoding: "utf8" });
    if (status !== 0) throw new Error(`openssl ${words[0]}: ${stderr}`);
  };
  const certificate = (name: string): Certificate => {
    const certificateFile = join(directory, `${name}.pem`);
    const keyFile = join(directory, `${name}.key`);
    return { certificateFile, keyFile, cert: readFileSync(certificateFile), key: readFileSync(keyFile) };
  };
  const newKey = (name: string): readonly string[] => [
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    `${name}.key`,
  ];
  return {
    directory,
    authority(name) {
      openssl("req", "-x509", ...newKey(name), "-subj", `/CN=${name}`, "-days", "2", "-out", `${name}.pem`);
      return {
        ...certificate(name),
        issue(subject, names) {
          const extensions = join(directory, `${subject}.ext`);
          writeFileSync(extensions, `subjectAltName=${names.join(",")}\n`);
          openssl("req", "-new", ...newKey(subject), "-subj", `/CN=${subject}`, "-out", `${subject}.csr`);
          const signedBy = ["-CA", `${name}.pem`, "-CAkey", `${name}.key`, "-CAcreateserial"];
          openssl(
            "x509",
            "-req",
            "-in",
            `${subject}.csr`,
            ...signedBy,
            "-days",
            "2",
            "-extfile",
            extensions,
            "-out",
            `${subject}.pem`,
          );
          return certificate(subject);
        },
      };
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
