import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FrameworkInfo, OfferOperation, Resource } from "../../../proto/generated/types.ts";
import { EMPTY_POOL, poolOf } from "../../resources/pool.ts";
import { diskOperationProblem } from "./disk-operation-validation.ts";
import { operationProblem } from "./operation-validation.ts";
import type { OperationSituation } from "./operation-validation.ts";

const disk = (fields: Partial<Resource> = {}, mib = 10): Resource => ({
  name: "disk",
  type: "SCALAR",
  scalar: { value: mib },
  allocation_info: { role: "r" },
  ...fields,
});
const reserved = (fields: Partial<Resource> = {}, role = "r", principal?: string): Resource =>
  disk({
    reservations: [{ type: "DYNAMIC", role, ...(principal === undefined ? {} : { principal }) }],
    ...fields,
  });
const volume = (id = "v", fields: Partial<Resource> = {}): Resource =>
  reserved({ disk: { persistence: { id }, volume: { mode: "RW", container_path: "data" } }, ...fields });
const plain = ({ allocation_info: _allocation, ...rest }: Resource): Resource => rest;

const framework: FrameworkInfo = {
  id: { value: "f" },
  user: "u",
  name: "f",
  roles: ["r"],
  capabilities: [{ type: "MULTI_ROLE" }],
};
const situation: OperationSituation = {
  total: EMPTY_POOL,
  used: EMPTY_POOL,
  principal: undefined,
  framework,
};

const reserve = (...resources: readonly Resource[]): OfferOperation => ({
  type: "RESERVE",
  reserve: { resources },
});
const unreserve = (...resources: readonly Resource[]): OfferOperation => ({
  type: "UNRESERVE",
  unreserve: { resources },
});
const create = (...volumes: readonly Resource[]): OfferOperation => ({ type: "CREATE", create: { volumes } });
const destroy = (...volumes: readonly Resource[]): OfferOperation => ({
  type: "DESTROY",
  destroy: { volumes },
});
const grow = (of: Resource, addition: Resource): OfferOperation => ({
  type: "GROW_VOLUME",
  grow_volume: { volume: of, addition },
});
const shrink = (of: Resource, value: number): OfferOperation => ({
  type: "SHRINK_VOLUME",
  shrink_volume: { volume: of, subtract: { value } },
});

type Case = readonly [string, OfferOperation, string | undefined, Partial<OperationSituation>?];

const text = "disk(allocated: r)(reservations: [(DYNAMIC,r)])";
const cases: readonly Case[] = [
  ["RESERVE that is in order", reserve(reserved()), undefined],
  [
    "RESERVE without a reservation",
    reserve(disk()),
    "Resource disk(allocated: r):10 is not dynamically reserved",
  ],
  [
    "RESERVE for another role than the offer's",
    reserve(reserved({}, "s")),
    "A reserve operation was attempted for a resource with role 's', but the resource was allocated to role 'r'",
  ],
  [
    "RESERVE for a role that is not the framework's",
    reserve(reserved({ allocation_info: { role: "s" } }, "s")),
    "A reserve operation was attempted for a resource allocated to role 's', but the framework only has roles '{ r }'",
  ],
  [
    "RESERVE without the principal",
    reserve(reserved()),
    "A reserve operation was attempted by principal 'p', but there is a reserved resource in the request with no principal set",
    { principal: "p" },
  ],
  [
    "RESERVE for another principal",
    reserve(reserved({}, "r", "q")),
    "A reserve operation was attempted by authenticated principal 'p', which does not match a reserved resource in the request with principal 'q'",
    { principal: "p" },
  ],
  ["RESERVE of an operator", reserve(plain(reserved())), undefined, { framework: undefined }],
  [
    "RESERVE of an operator with allocated resources",
    reserve(reserved()),
    "A reserve operation was attempted with an allocated resource, but the operator API only allows reservations to be made to unallocated resources",
    { framework: undefined },
  ],
  [
    "RESERVE of revocable resources",
    reserve(reserved({ revocable: {} })),
    `Invalid resources: Invalid ReservationInfo: Dynamically reserved resource ${text}{REV}:10 cannot be created from revocable resources`,
  ],
  [
    "RESERVE from a source of another size",
    { type: "RESERVE", reserve: { source: [plain(disk({}, 5))], resources: [plain(reserved())] } },
    "Source and target resources should refer to identical resource quantities: disk:5 vs. disk:10",
    { framework: undefined },
  ],
  ["UNRESERVE that is in order", unreserve(reserved()), undefined],
  [
    "UNRESERVE of a volume",
    unreserve(volume()),
    `A dynamically reserved persistent volume ${text}[v:data]:10 cannot be unreserved directly. Please destroy the persistent volume first then unreserve the resource`,
  ],
  ["CREATE that is in order", create(volume()), undefined],
  [
    "CREATE of no volume",
    create(reserved()),
    `Not a persistent volume: Resource ${text}:10 does not have DiskInfo`,
  ],
  [
    "CREATE on an unreserved disk",
    create(disk({ disk: { persistence: { id: "v" }, volume: { mode: "RW", container_path: "data" } } })),
    "Invalid resources: Invalid DiskInfo: Persistent volumes cannot be created from unreserved resources",
  ],
  [
    "CREATE of a volume that may only be read",
    create(volume("v", { disk: { persistence: { id: "v" }, volume: { mode: "RO", container_path: "d" } } })),
    "Not a persistent volume: Read-only persistent volume not supported",
  ],
  [
    "CREATE with an id that is in use",
    create(volume()),
    "Persistence ID 'v' is not unique",
    { total: poolOf([volume()]) },
  ],
  [
    "CREATE with a bad id",
    create(volume("a/b")),
    "Invalid resources: Invalid DiskInfo: Invalid persistence ID for persistent volume: 'a/b' contains invalid characters",
  ],
  [
    "CREATE of a shared volume without SHARED_RESOURCES",
    create(volume("v", { shared: {} })),
    `Create volume operation for '${text}[v:data]<SHARED>:10' has been attempted by framework 'f' with no SHARED_RESOURCES capability`,
  ],
  [
    "CREATE without the principal",
    create(volume()),
    "Create volume operation attempted by principal 'p', but there is a volume in the operation with no principal set in 'disk.persistence'",
    { principal: "p" },
  ],
  ["DESTROY of an unknown volume", destroy(volume()), "Persistent volumes not found"],
  [
    "DESTROY of a volume in use",
    destroy(volume()),
    "Persistent volumes in use",
    { total: poolOf([volume()]), used: poolOf([volume()]) },
  ],
  ["GROW_VOLUME that is in order", grow(volume(), reserved()), undefined],
  [
    "GROW_VOLUME by nothing",
    grow(volume(), reserved({ scalar: { value: 0 } })),
    "The size of 'GrowVolume.addition' field must be greater than zero",
  ],
  [
    "GROW_VOLUME by another kind",
    grow(volume(), disk()),
    "Incompatible resources in the 'GrowVolume.volume' and 'GrowVolume.addition' fields",
  ],
  [
    "GROW_VOLUME of a shared volume",
    grow(volume("v", { shared: {} }), reserved()),
    "Growing a shared persistent volume is not supported",
  ],
  ["SHRINK_VOLUME that is in order", shrink(volume(), 9.999), undefined],
  [
    "SHRINK_VOLUME by nothing",
    shrink(volume(), 0),
    "Value of 'ShrinkVolume.subtract' must be greater than zero",
  ],
  [
    "SHRINK_VOLUME by all",
    shrink(volume(), 10),
    "Value of 'ShrinkVolume.subtract' must be smaller than the size of 'ShrinkVolume.volume'",
  ],
];

describe("the refusal of an operation, in Mesos' words", () => {
  for (const [what, operation, problem, changes = {}] of cases)
    it(what, () => assert.equal(operationProblem(operation, { ...situation, ...changes }), problem));

  it("CREATE_DISK and DESTROY_DISK, which need a resource provider", () => {
    const operation: OfferOperation = {
      type: "CREATE_DISK",
      create_disk: { source: disk(), target_type: "MOUNT" },
    };
    assert.equal(
      diskOperationProblem(operation, EMPTY_POOL, "r", "a1"),
      "'source' is not managed by a resource provider; on agent a1",
    );
  });
});
