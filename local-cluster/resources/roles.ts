/** Mesos' refusal of a role's name, or `undefined`. Source: Mesos, src/common/roles.cpp. */
export function roleProblem(role: string): string | undefined {
  if (role === "*") return undefined;
  if (role === "") return "Role names cannot be the empty string";
  if (role.startsWith("/")) return `Role '${role}' cannot start with a slash`;
  if (role.endsWith("/")) return `Role '${role}' cannot end with a slash`;
  if (role.includes("//")) return `Role '${role}' cannot contain two adjacent slashes`;
  for (const component of role.split("/")) {
    if (component === "." || component === ".." || component === "*")
      return `Role '${role}' cannot include '${component}' as a component`;
    if (component.startsWith("-"))
      return `Role component '${component}' is invalid because it starts with a dash`;
    // The characters Mesos names: tab, line feed, vertical tab, form feed, carriage return, space, delete.
    if ([...component].some((letter) => "\t\n\v\f\r \x7f".includes(letter)))
      return `Role component '${component}' is invalid because it contains backspace or whitespace`;
  }
  return undefined;
}
