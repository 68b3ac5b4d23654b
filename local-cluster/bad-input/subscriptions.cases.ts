// SUBSCRIBE calls that are refused within their stream.
import { SCHEDULER, request } from "./requests.builders.ts";
import type { BadInput } from "./requests.builders.ts";

const multiRole = { user: "u", name: "x", capabilities: [{ type: "MULTI_ROLE" }] };
const refused = (name: string, info: object, error: string, rest: object = {}): BadInput => {
  const id = "id" in info ? { framework_id: info.id } : {};
  return request(
    "master",
    SCHEDULER,
    `SUBSCRIBE ${name}`,
    { type: "SUBSCRIBE", ...id, subscribe: { framework_info: { ...multiRole, ...info }, ...rest } },
    { status: 200, error },
  );
};
const badRole = (role: string, detail: string): BadInput =>
  refused(
    `with the role ${JSON.stringify(role)}`,
    { roles: [role] },
    `'FrameworkInfo.roles' contains invalid role: ${detail}`,
  );
const minimum = (quantities: object): object => ({
  roles: ["r"],
  offer_filters: { r: { min_allocatable_resources: { quantities: [quantities] } } },
});
const constrained = (constraints: object, role = "r"): object => ({
  offer_constraints: { role_constraints: { [role]: constraints } },
});
const NO_MULTI_ROLE = { capabilities: [] };

export const REFUSED: readonly BadInput[] = [
  badRole("", "Role names cannot be the empty string"),
  badRole("/a", "Role '/a' cannot start with a slash"),
  badRole("a/", "Role 'a/' cannot end with a slash"),
  badRole("a//b", "Role 'a//b' cannot contain two adjacent slashes"),
  badRole("a/..", "Role 'a/..' cannot include '..' as a component"),
  badRole("a/*", "Role 'a/*' cannot include '*' as a component"),
  badRole("-a", "Role component '-a' is invalid because it starts with a dash"),
  badRole("a\tb", "Role component 'a\tb' is invalid because it contains backspace or whitespace"),
  refused(
    "with role and MULTI_ROLE",
    { role: "r" },
    "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable",
  ),
  refused(
    "with roles without MULTI_ROLE",
    { ...NO_MULTI_ROLE, roles: ["r"] },
    "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable",
  ),
  refused(
    "with an invalid role",
    { ...NO_MULTI_ROLE, role: "a b" },
    "'FrameworkInfo.role' is not a valid role: Role component 'a b' is invalid because it contains backspace or whitespace",
  ),
  refused(
    "with a role twice",
    { roles: ["r", "r"] },
    "'FrameworkInfo.roles' contains duplicate items: { r }",
  ),
  refused("with the id ..", { id: { value: ".." } }, "'..' is disallowed"),
  refused("with a path as id", { id: { value: "../../etc" } }, "'../../etc' contains invalid characters"),
  refused(
    "with an id of 256 bytes",
    { id: { value: "i".repeat(256) } },
    "ID must not be greater than 255 characters",
  ),
  refused(
    "with an endless failover_timeout",
    { failover_timeout: "Infinity" },
    "The framework failover_timeout (inf) is invalid",
  ),
  refused(
    "with a failover_timeout of 300 years",
    { failover_timeout: 1e10 },
    "The framework failover_timeout (1e+10) is invalid",
  ),
  refused("with an empty minimum", minimum({}), "Resource quantities must contain at least one quantity"),
  refused(
    "with a negative minimum",
    minimum({ quantities: { cpus: { value: -1 } } }),
    "Invalid resource quantity for 'cpus': Negative values not supported",
  ),
  refused(
    "with an endless minimum",
    minimum({ quantities: { cpus: { value: "Infinity" } } }),
    "Invalid resource quantity for 'cpus': Infinite values not supported",
  ),
  refused(
    "with a subnormal minimum",
    minimum({ quantities: { mem: { value: 1e-310 } } }),
    "Invalid resource quantity for 'mem': Subnormal values not supported",
  ),
  refused(
    "that suppresses a foreign role",
    { roles: ["r"] },
    "Suppressed roles { s } are not contained in the set of roles",
    { suppressed_roles: ["s"] },
  ),
  refused(
    "that constrains a foreign role",
    { roles: ["r"] },
    "Offer constraints specify `role_constraints` for a role 's'not contained in the set of roles",
    constrained({ groups: [] }, "s"),
  ),
  refused(
    "with constraints without groups",
    { roles: ["r"] },
    "Offer constraints are not valid: 'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role r",
    constrained({ groups: [] }),
  ),
  refused(
    "with an empty group",
    { roles: ["r"] },
    "Offer constraints are not valid: 'OfferConstraints::RoleConstraints::groups' for role rcontains an empty RoleConstraints::Group",
    constrained({ groups: [{ attribute_constraints: [] }] }),
  ),
];
