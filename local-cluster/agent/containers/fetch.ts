import { execFile, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { chmod, copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, join, normalize, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { request } from "undici";
import type { CommandInfoURI } from "../../../proto/generated/types.ts";

const TAR = /\.(tar|tgz|tar\.gz|tbz2|tar\.bz2|txz|tar\.xz)$/;
const OTHER_ARCHIVE = /\.(gz|zip)$/;

/** Archives are unpacked unless told otherwise; programs never are. Source: Mesos documentation, fetcher. */
export function isToBeUnpacked(uri: CommandInfoURI): boolean {
  return (
    uri.executable !== true &&
    uri.extract !== false &&
    (TAR.test(nameOf(uri)) || OTHER_ARCHIVE.test(nameOf(uri)))
  );
}

/**
 * Puts one URI into the sandbox as it is: http, https, file or a plain absolute path. Throws `Error` whose
 * message names the URI and the cause. The sandbox must not be open to the task's user yet.
 *
 * @param as  words before a command that is to run as the task's user, so that it reads no file of others
 */
export async function fetchUri(
  uri: CommandInfoURI,
  sandbox: string,
  as: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const name = nameOf(uri);
  if (name === "." || name === sep || name.startsWith(sep) || name.split(sep).includes(".."))
    throw failed(uri, `'${name}' is no file name inside the sandbox`);
  if (OTHER_ARCHIVE.test(name) && !TAR.test(name) && isToBeUnpacked(uri))
    throw failed(uri, "archives of this kind are not unpacked here; set 'extract' to false");
  const target = join(sandbox, name);
  await mkdir(dirname(target), { recursive: true });
  const path = pathOf(uri);
  try {
    if (/^https?:/.test(uri.value)) await download(uri.value, target, signal);
    else if (path.startsWith("/") && (uri.value === path || uri.value.startsWith("file:"))) {
      if (as.length === 0) await copyFile(path, target);
      else await copyAs(as, path, target, signal);
    } else throw new Error("only http, https, file and absolute paths are supported");
  } catch (error) {
    throw failed(uri, String(error));
  }
  if (uri.executable === true) await chmod(target, 0o755);
}

/** Unpacks a fetched archive as the task's user, who owns the sandbox by now. Throws as `fetchUri`. */
export async function unpack(
  uri: CommandInfoURI,
  sandbox: string,
  as: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const [program = "tar", ...words] = [...as, "tar", "-C", sandbox, "-xf", join(sandbox, nameOf(uri))];
  try {
    await promisify(execFile)(program, words, { signal });
  } catch (error) {
    throw failed(uri, `cannot be unpacked: ${String(error)}`);
  }
}

function pathOf(uri: CommandInfoURI): string {
  return URL.canParse(uri.value) ? decodeURIComponent(new URL(uri.value).pathname) : uri.value;
}

function nameOf(uri: CommandInfoURI): string {
  return normalize(uri.output_file ?? basename(pathOf(uri)));
}

function failed(uri: CommandInfoURI, why: string): Error {
  return new Error(`Failed to fetch '${uri.value}': ${why}`);
}

async function copyAs(
  as: readonly string[],
  path: string,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const [program = "cat", ...words] = [...as, "cat", "--", path];
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"], signal });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(0, 1000);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [code] = await Promise.all([ended, pipeline(child.stdout, createWriteStream(target))]);
  if (code !== 0) throw new Error(complaint.trim());
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
