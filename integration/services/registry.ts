import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { ARCHITECTURE } from "./busybox-image.ts";

/** A registry of a few images, for engines that are let to no other. It speaks plain HTTP. */
export interface TestRegistry extends AsyncDisposable {
  /** `host:port`, as names of its images begin. */
  readonly address: string;
  /** What `docker login` would have written: its address, with name and password. */
  readonly dockerConfig: string;
  /**
   * @param name  with its tag
   * @param layer  its files as a tar archive
   * @param architecture  in Docker's words; a list of manifests names it, and no other. Default: this machine's
   */
  add(name: string, layer: Uint8Array, architecture?: string): void;
}

interface Blob {
  readonly type: string;
  readonly body: Uint8Array;
}

const CREDENTIALS = Buffer.from("ana:secret").toString("base64");
const DOCKER = "application/vnd.docker";
const TYPES = {
  list: `${DOCKER}.distribution.manifest.list.v2+json`,
  manifest: `${DOCKER}.distribution.manifest.v2+json`,
  config: `${DOCKER}.container.image.v1+json`,
  layer: `${DOCKER}.image.rootfs.diff.tar.gzip`,
};

/**
 * @param host  an address of this machine that the nodes reach
 * @param access  `password`: only who knows it is given images
 */
export async function startRegistry(
  host: string,
  access: "open" | "password" = "open",
): Promise<TestRegistry> {
  /** By `name:tag` and by digest. */
  const blobs = new Map<string, Blob>();
  const server = createServer((request, answer) => {
    if (access === "password" && request.headers.authorization !== `Basic ${CREDENTIALS}`) {
      answer.writeHead(401, { "www-authenticate": 'Basic realm="tests"' }).end();
      return;
    }
    // Source: OCI distribution specification, "Pull".
    const [, name, kind, ref = ""] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/?]+)/.exec(request.url ?? "") ?? [];
    const blob = blobs.get(ref) ?? blobs.get(`${name}:${ref}`);
    if (kind === undefined || blob === undefined) {
      const isKnown = /^\/v2\/?$/.test(request.url ?? "");
      answer.writeHead(isKnown ? 200 : 404, { "content-type": "application/json" }).end("{}");
      return;
    }
    answer.writeHead(200, {
      "content-type": blob.type,
      "content-length": blob.body.length,
      "docker-content-digest": digestOf(blob.body),
    });
    answer.end(request.method === "HEAD" ? undefined : blob.body);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo; // it listens at a port
  const address = `${host}:${port}`;
  const keep = (type: string, body: Uint8Array) => {
    const digest = digestOf(body);
    blobs.set(digest, { type, body });
    return { mediaType: type, size: body.length, digest };
  };
  const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));
  return {
    address,
    dockerConfig: JSON.stringify({ auths: { [address]: { auth: CREDENTIALS } } }),
    add(name, layer, architecture = ARCHITECTURE) {
      const config = {
        architecture,
        os: "linux",
        config: { Env: ["PATH=/bin"] },
        rootfs: { type: "layers", diff_ids: [digestOf(layer)] },
      };
      const manifest = {
        schemaVersion: 2,
        mediaType: TYPES.manifest,
        config: keep(TYPES.config, json(config)),
        layers: [keep(TYPES.layer, gzipSync(layer))],
      };
      const platform = { architecture, os: "linux" };
      const list = {
        schemaVersion: 2,
        mediaType: TYPES.list,
        manifests: [{ ...keep(TYPES.manifest, json(manifest)), platform }],
      };
      keep(TYPES.list, json(list));
      blobs.set(name, { type: TYPES.list, body: json(list) });
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function digestOf(body: Uint8Array): string {
  return `sha256:${createHash("sha256").update(body).digest("hex")}`;
}
