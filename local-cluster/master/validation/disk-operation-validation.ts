import type { OfferOperation, Resource } from "../../../proto/generated/types.ts";
import { completeResourcesProblem } from "../../resources/disk.ts";
import { poolOf } from "../../resources/pool.ts";
import type { Pool } from "../../resources/pool.ts";
import { poolText, resourceText } from "../../resources/text.ts";

/**
 * Why CREATE_DISK or DESTROY_DISK cannot be carried out. Both need a resource provider, which no agent has: what
 * passes all other checks names a resource that no offer holds.
 * Source: Mesos, src/master/validation.cpp, `operation::validate`.
 */
export function diskOperationProblem(
  { type, create_disk, destroy_disk }: OfferOperation,
  available: Pool,
  role: string,
  agent: string,
): string {
  const source = create_disk?.source ?? destroy_disk?.source;
  if (source === undefined) return `Unknown operation; on agent ${agent}`;
  const problem =
    sourceProblem(source) ??
    (create_disk === undefined ? destroyProblem(source) : createProblem(create_disk));
  return (
    (problem === undefined ? undefined : `${problem}; on agent ${agent}`) ??
    `Invalid ${type} Operation: ${poolText(available, role)} does not contain ${poolText(poolOf([source]), role)}`
  );
}

function sourceProblem(source: Resource): string | undefined {
  const invalid = completeResourcesProblem([source]);
  if (invalid !== undefined) return `Invalid resource: ${invalid}`;
  return source.provider_id === undefined ? "'source' is not managed by a resource provider" : undefined;
}

function createProblem({
  source,
  target_type,
  target_profile,
}: NonNullable<OfferOperation["create_disk"]>): string | undefined {
  if (source.disk?.source?.type !== "RAW") return "'source' is not a RAW disk resource";
  if (target_type !== "MOUNT" && target_type !== "BLOCK") return "'target_type' is neither MOUNT or BLOCK";
  const hasProfile = source.disk.source.profile !== undefined;
  if (hasProfile !== (target_profile !== undefined)) return undefined;
  return hasProfile
    ? "'target_profile' must not be set when 'source' has a profile"
    : "'target_profile' must be set when 'source' has no profile";
}

function destroyProblem(source: Resource): string | undefined {
  const type = source.disk?.source?.type;
  if (type !== "MOUNT" && type !== "BLOCK" && type !== "RAW")
    return "'source' is neither a MOUNT, BLOCK or RAW disk resource";
  if (source.disk?.source?.id === undefined) return "'source' is not backed by a CSI volume";
  return source.disk.persistence === undefined
    ? undefined
    : `A disk resource containing a persistent volume ${resourceText(source)} cannot be destroyed directly. Please destroy the persistent volume first then destroy the disk resource`;
}
