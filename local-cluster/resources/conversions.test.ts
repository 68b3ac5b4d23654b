import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { OfferOperation, Resource } from "../../proto/generated/types.ts";
import { applyConversions, consumedBy, conversionsOf } from "./conversions.ts";
import { poolOf } from "./pool.ts";
import { poolText } from "./text.ts";

const disk = (mib: number, fields: Partial<Resource> = {}): Resource => ({
  name: "disk",
  type: "SCALAR",
  scalar: { value: mib },
  ...fields,
});
const stack = (...roles: readonly string[]): Partial<Resource> => ({
  reservations: roles.map((role) => ({ type: "DYNAMIC", role })),
});
const volume = (mib: number, fields: Partial<Resource> = {}): Resource =>
  disk(mib, {
    ...stack("r"),
    disk: { persistence: { id: "v" }, volume: { mode: "RW", container_path: "data" } },
    ...fields,
  });

function after(have: readonly Resource[], operation: OfferOperation): string {
  const applied = applyConversions(poolOf(have), conversionsOf(operation));
  return "problem" in applied ? applied.problem : poolText(applied.pool);
}

describe("an operation on resources", () => {
  it("RESERVE pushes one reservation on the stack", () => {
    const reserve = (resources: readonly Resource[]): OfferOperation => ({
      type: "RESERVE",
      reserve: { resources },
    });
    assert.equal(
      after([disk(100)], reserve([disk(40, stack("r"))])),
      "disk:60; disk(reservations: [(DYNAMIC,r)]):40",
    );
    assert.equal(
      after([disk(40, stack("r"))], reserve([disk(40, stack("r", "r/a"))])),
      "disk(reservations: [(DYNAMIC,r),(DYNAMIC,r/a)]):40",
    );
    assert.equal(after([disk(10)], reserve([disk(40, stack("r"))])), "disk:10 does not contain disk:40");
  });

  it("RESERVE with a source replaces a reservation by another", () => {
    const operation: OfferOperation = {
      type: "RESERVE",
      reserve: { source: [disk(40, stack("r"))], resources: [disk(40, stack("s"))] },
    };
    assert.equal(after([disk(40, stack("r"))], operation), "disk(reservations: [(DYNAMIC,s)]):40");
  });

  it("UNRESERVE pops the innermost reservation; labels are part of it", () => {
    const labelled = disk(40, {
      reservations: [{ type: "DYNAMIC", role: "r", labels: { labels: [{ key: "job", value: "42" }] } }],
    });
    const unreserve = (resource: Resource): OfferOperation => ({
      type: "UNRESERVE",
      unreserve: { resources: [resource] },
    });
    assert.equal(after([labelled], unreserve(labelled)), "disk:40");
    assert.equal(
      after([labelled], unreserve(disk(40, stack("r")))),
      "disk(reservations: [(DYNAMIC,r,{job: 42})]):40 does not contain disk(reservations: [(DYNAMIC,r)]):40",
    );
  });

  it("CREATE and DESTROY turn a disk into a volume and back", () => {
    const create: OfferOperation = { type: "CREATE", create: { volumes: [volume(30)] } };
    assert.equal(
      after([disk(40, stack("r"))], create),
      "disk(reservations: [(DYNAMIC,r)]):10; disk(reservations: [(DYNAMIC,r)])[v:data]:30",
    );
    const destroy: OfferOperation = { type: "DESTROY", destroy: { volumes: [volume(30)] } };
    assert.equal(after([volume(30)], destroy), "disk(reservations: [(DYNAMIC,r)]):30");
  });

  it("DESTROY of a shared volume needs the last copy", () => {
    const shared = volume(30, { shared: {} });
    const destroy: OfferOperation = { type: "DESTROY", destroy: { volumes: [shared] } };
    assert.match(after([shared, shared], destroy), /cannot be removed due to additional shared copies$/);
  });

  it("GROW_VOLUME and SHRINK_VOLUME keep the volume's identity", () => {
    const grow: OfferOperation = {
      type: "GROW_VOLUME",
      grow_volume: { volume: volume(30), addition: disk(10, stack("r")) },
    };
    assert.equal(
      after([volume(30), disk(10, stack("r"))], grow),
      "disk(reservations: [(DYNAMIC,r)])[v:data]:40",
    );
    const shrink: OfferOperation = {
      type: "SHRINK_VOLUME",
      shrink_volume: { volume: volume(30), subtract: { value: 0.5 } },
    };
    assert.equal(
      after([volume(30)], shrink),
      "disk(reservations: [(DYNAMIC,r)])[v:data]:29.5; disk(reservations: [(DYNAMIC,r)]):0.5",
    );
  });

  it("takes what all its resources need together", () => {
    const operation: OfferOperation = {
      type: "UNRESERVE",
      unreserve: { resources: [disk(10, stack("r")), disk(5, stack("r"))] },
    };
    assert.equal(poolText(consumedBy(operation)), "disk(reservations: [(DYNAMIC,r)]):15");
  });
});
