import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { packTar, type TarEntry } from "modern-tar";

const BUSYBOX = "/bin/busybox";

/**
 * A small image that needs no registry: Debian's static busybox and its applets.
 * @param name  with its tag
 * @param command  what a container of it runs unless told otherwise
 * @returns an archive as `docker load` takes it
 */
export async function busyboxImage(
  name: string,
  command: readonly string[] = ["/bin/sh"],
): Promise<Uint8Array> {
  const layer = await busyboxLayer();
  const digest = createHash("sha256").update(layer).digest("hex");
  const config = {
    architecture: ARCHITECTURE,
    os: "linux",
    config: { Env: ["PATH=/bin"], Cmd: command },
    rootfs: { type: "layers", diff_ids: [`sha256:${digest}`] },
    history: [{ created_by: "tests" }],
  };
  const manifest = [{ Config: "config.json", RepoTags: [name], Layers: ["layer/layer.tar"] }];
  return packTar([
    directory("layer/", 0o755),
    file("layer/layer.tar", layer, 0o644),
    file("config.json", Buffer.from(JSON.stringify(config)), 0o644),
    file("manifest.json", Buffer.from(JSON.stringify(manifest)), 0o644),
  ]);
}

/** Of this machine, in Docker's words. */
export const ARCHITECTURE = process.arch === "arm64" ? "arm64" : "amd64";

/** All that is in the image, as a tar archive. */
export function busyboxLayer(): Promise<Uint8Array> {
  return packTar([
    ...["bin/", "etc/", "root/", "mnt/"].map((path) => directory(path, 0o755)),
    directory("tmp/", 0o1777),
    file("bin/busybox", readFileSync(BUSYBOX), 0o755),
    ...applets().map((applet) => link(`bin/${applet}`, "busybox")),
    file("etc/passwd", Buffer.from("root:x:0:0::/root:/bin/sh\n"), 0o644),
    file("etc/group", Buffer.from("root:x:0:\n"), 0o644),
  ]);
}

const EPOCH = new Date(0);

function applets(): readonly string[] {
  const { stdout } = spawnSync(BUSYBOX, ["--list"], { encoding: "utf8" });
  return stdout.split("\n").filter((applet) => applet !== "" && applet !== "busybox");
}

function directory(name: string, mode: number): TarEntry {
  return { header: { name, type: "directory", size: 0, mode, mtime: EPOCH } };
}

function file(name: string, body: Uint8Array, mode: number): TarEntry {
  return { header: { name, type: "file", size: body.length, mode, mtime: EPOCH }, body };
}

function link(name: string, linkname: string): TarEntry {
  return { header: { name, type: "symlink", linkname, size: 0, mode: 0o777, mtime: EPOCH } };
}
