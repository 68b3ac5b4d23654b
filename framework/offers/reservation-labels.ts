import type { Resource, ResourceReservationInfo } from "../../proto/generated/types.ts";

/** In whose name resources are reserved. */
export interface ReservationOwner {
  /** Name of our framework. Reservations of another are left alone. */
  readonly framework: string;
  /** That the resources are allocated to. */
  readonly role: string;
  /** Mesos demands the one that we authenticated as. */
  readonly principal?: string;
}

const FRAMEWORK_LABEL = "godocker.framework";
const RESERVATION_LABEL = "godocker.reservation";

/** What a reservation of ours adds to the reservations that a resource has already. */
export function reservationInfo(id: string, owner: ReservationOwner): ResourceReservationInfo {
  const { framework, role, principal } = owner;
  return {
    ...(principal === undefined ? {} : { principal }),
    labels: {
      labels: [
        { key: FRAMEWORK_LABEL, value: framework },
        { key: RESERVATION_LABEL, value: id },
      ],
    },
    role,
    type: "DYNAMIC",
  };
}

/** The GoDocker whose labels are on the innermost reservation, and what it keeps the resource for. */
export function purposeOf({
  reservations,
}: Pick<Resource, "reservations">): { readonly framework: string; readonly id: string } | undefined {
  const labels = reservations?.at(-1)?.labels?.labels ?? [];
  const valueOf = (key: string): string => labels.find((label) => label.key === key)?.value ?? "";
  const framework = valueOf(FRAMEWORK_LABEL);
  const id = valueOf(RESERVATION_LABEL);
  return framework === "" || id === "" ? undefined : { framework, id };
}

/** The role for which a resource is reserved, in the format of either age; `undefined` when it is not. */
export function reservedFor({ reservations, role }: Resource): string | undefined {
  const innermost = reservations?.at(-1)?.role;
  if (innermost !== undefined) return innermost;
  return role === undefined || role === "*" ? undefined : role;
}

/** Whether a further reservation for `role` can be laid upon it: Mesos asks each to be for a role below the last. */
export function isReservable(resource: Resource, role: string): boolean {
  const reserved = reservedFor(resource);
  return role !== "*" && (reserved === undefined || role.startsWith(`${reserved}/`));
}
