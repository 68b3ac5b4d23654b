import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { unpackTar } from "modern-tar";
import { busyboxImage } from "./busybox-image.ts";

/** A registry with one image, which it gives to those who know its password. It speaks plain HTTP. */
export interface TestRegistry {
  /** `<address>:<port>` */
  readonly address: string;
  /** Name of its image, with address and tag. */
  readonly image: string;
  /** What `docker login` would have written: its address, with name and password. */
  readonly dockerConfig: string;
  close(): Promise<void>;
}

const NAME = "private/busybox";
const TAG = "1";
const CREDENTIALS = Buffer.from("ana:secret").toString("base64");
const DOCKER = "application/vnd.docker";
const MANIFEST = `${DOCKER}.distribution.manifest.v2+json`;

/** @param host  an address of this machine that the nodes reach */
export async function startRegistry(host: string): Promise<TestRegistry> {
  const blobs = new Map<string, Uint8Array>();
  const keep = (mediaType: string, body: Uint8Array) => {
    const digest = digestOf(body);
    blobs.set(digest, body);
    return { mediaType, size: body.length, digest };
  };
  const entries = await unpackTar(await busyboxImage(`${NAME}:${TAG}`));
  const part = (name: string): Uint8Array => {
    const data = entries.find(({ header }) => header.name === name)?.data;
    if (data === undefined) throw new Error(`the archive of an image has no ${name}`);
    return data;
  };
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: keep(`${DOCKER}.container.image.v1+json`, part("config.json")),
      layers: [keep(`${DOCKER}.image.rootfs.diff.tar`, part("layer/layer.tar"))],
    }),
  );
  const own = keep(MANIFEST, manifest).digest;
  const server = createServer((request, answer) => {
    if (request.headers.authorization !== `Basic ${CREDENTIALS}`) {
      answer.writeHead(401, { "www-authenticate": 'Basic realm="tests"' }).end();
      return;
    }
    // Source: OCI distribution specification, "Pull".
    const [, kind, ref = ""] =
      /^\/v2\/private\/busybox\/(manifests|blobs)\/([^/?]+)/.exec(request.url ?? "") ?? [];
    const digest = ref === TAG ? own : ref;
    const body = blobs.get(digest);
    if (body === undefined) {
      answer.writeHead(/^\/v2\/?$/.test(request.url ?? "") ? 200 : 404).end();
      return;
    }
    answer.writeHead(200, {
      "content-type": kind === "manifests" ? MANIFEST : "application/octet-stream",
      "content-length": body.length,
      "docker-content-digest": digest,
    });
    answer.end(request.method === "HEAD" ? undefined : body);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo; // it listens at a port
  const address = `${host}:${port}`;
  return {
    address,
    image: `${address}/${NAME}:${TAG}`,
    dockerConfig: JSON.stringify({ auths: { [address]: { auth: CREDENTIALS } } }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function digestOf(body: Uint8Array): string {
  return `sha256:${createHash("sha256").update(body).digest("hex")}`;
}
