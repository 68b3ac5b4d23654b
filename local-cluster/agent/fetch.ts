import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { chmod, copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, join, normalize, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { request } from "undici";
import type { CommandInfoURI } from "../../proto/generated/types.ts";

const TAR = /\.(tar|tgz|tar\.gz|tbz2|tar\.bz2|txz|tar\.xz)$/;
const OTHER_ARCHIVE = /\.(gz|zip)$/;

/**
 * Puts one URI into the sandbox: http, https, file or a plain absolute path. Tar archives are unpacked unless
 * told otherwise. Throws `Error` whose message names the URI and the cause.
 * Source: Mesos documentation, fetcher.
 */
export async function fetchUri(uri: CommandInfoURI, sandbox: string, signal: AbortSignal): Promise<void> {
  const fail = (why: string): Error => new Error(`Failed to fetch '${uri.value}': ${why}`);
  const path = URL.canParse(uri.value) ? decodeURIComponent(new URL(uri.value).pathname) : uri.value;
  const name = normalize(uri.output_file ?? basename(path));
  if (name === "." || name === sep || name.startsWith(sep) || name.split(sep).includes(".."))
    throw fail(`'${name}' is no file name inside the sandbox`);
  const target = join(sandbox, name);
  await mkdir(dirname(target), { recursive: true });
  if (/^https?:/.test(uri.value))
    await download(uri.value, target, signal).catch((error: unknown) => Promise.reject(fail(String(error))));
  else if (path.startsWith("/") && (uri.value === path || uri.value.startsWith("file:")))
    await copyFile(path, target).catch((error: unknown) => Promise.reject(fail(String(error))));
  else throw fail("only http, https, file and absolute paths are supported");
  if (uri.executable === true) {
    await chmod(target, 0o755);
    return;
  }
  if (uri.extract === false) return;
  if (TAR.test(target)) {
    await promisify(execFile)("tar", ["-C", sandbox, "-xf", target], { signal }).catch((error: unknown) =>
      Promise.reject(fail(`cannot be unpacked: ${String(error)}`)),
    );
  } else if (OTHER_ARCHIVE.test(target))
    throw fail("archives of this kind are not unpacked here; set 'extract' to false");
}

const REDIRECTS_MAX = 5;

async function download(address: string, target: string, signal: AbortSignal): Promise<void> {
  let url = new URL(address);
  for (let hops = 0; hops <= REDIRECTS_MAX; hops += 1) {
    const { statusCode, headers, body } = await request(url, { signal });
    const location = headers["location"];
    if (statusCode >= 300 && statusCode < 400 && typeof location === "string") {
      await body.dump();
      url = new URL(location, url);
      continue;
    }
    if (statusCode !== 200) {
      await body.dump();
      throw new Error(`answered ${statusCode}`);
    }
    await pipeline(body, createWriteStream(target), { signal });
    return;
  }
  throw new Error(`more than ${REDIRECTS_MAX} redirects`);
}
