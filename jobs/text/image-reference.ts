/** Longest reference of an image. */
export const IMAGE_REFERENCE_MAX = 512;
const REPOSITORY_MAX = 255;

const HOST =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:]{2,39}\])(?::(\d{1,5}))?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGESTS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/**
 * What is wrong with the reference of an image (`[registry/]name[:tag][@digest]`), for people; `undefined` when
 * nothing is.
 *
 * @see OCI distribution specification, "Pulling manifests"; Docker's grammar of references
 */
export function imageReferenceFault(reference: string): string | undefined {
  if (reference === "") return "is empty";
  if (reference.length > IMAGE_REFERENCE_MAX) return `is longer than ${IMAGE_REFERENCE_MAX} characters`;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(reference)) return "is an address; leave out what stands before ://";
  if (/\s/.test(reference)) return "has a space in it";
  const at = reference.indexOf("@");
  const digest = at < 0 ? undefined : reference.slice(at + 1);
  const named = at < 0 ? reference : reference.slice(0, at);
  // A colon behind the last slash begins the tag; one before it is a registry's port.
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  const repository = colon < 0 ? named : named.slice(0, colon);
  return repositoryFault(repository) ?? tagFault(tag) ?? digestFault(digest);
}

function repositoryFault(repository: string): string | undefined {
  if (repository.length > REPOSITORY_MAX) return `has a name of more than ${REPOSITORY_MAX} characters`;
  const [first = "", ...rest] = repository.split("/");
  const isRegistry = rest.length > 0 && (/[.:[]/.test(first) || first === "localhost" || /[A-Z]/.test(first));
  if (isRegistry) {
    const [, port] = HOST.exec(first) ?? ["", "0"];
    if (!HOST.test(first) || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535) {
      return `names a registry "${first}" that cannot be one`;
    }
  }
  const components = isRegistry ? rest : [first, ...rest];
  const wrong = components.find((component) => !COMPONENT.test(component));
  if (wrong !== undefined) {
    return /[A-Z]/.test(wrong)
      ? "has capital letters in its name; names of images are lower case"
      : `has "${wrong}" in its name, which is a-z 0-9, with single . _ - between them`;
  }
  return /^[0-9a-f]{64}$/.test(repository)
    ? "is the id of an image, which registries do not know"
    : undefined;
}

function tagFault(tag: string | undefined): string | undefined {
  if (tag === undefined || TAG.test(tag)) return undefined;
  return `has a tag "${tag}" that is not 1 to 128 of A-Z a-z 0-9 _ . -`;
}

function digestFault(digest: string | undefined): string | undefined {
  if (digest === undefined) return undefined;
  const [, algorithm = "", hex = ""] = /^([a-z0-9]+):([0-9a-f]+)$/.exec(digest) ?? [];
  return DIGESTS[algorithm] === hex.length
    ? undefined
    : "has a digest that is not sha256: and 64 hexadecimal digits (or sha384, sha512)";
}
