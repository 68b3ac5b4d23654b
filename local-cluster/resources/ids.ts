/** Mesos' refusal of an id that a framework chose, or `undefined`. Source: Mesos, src/common/validation.cpp. */
export function idProblem(id: string): string | undefined {
  if (id === "") return "ID must not be empty";
  if (Buffer.byteLength(id) > 255) return "ID must not be greater than 255 characters";
  if (id === "." || id === "..") return `'${id}' is disallowed`;
  for (const letter of id) {
    const code = letter.codePointAt(0) ?? 0;
    if (letter === "/" || letter === "\\" || code < 32 || code === 127)
      return `'${id}' contains invalid characters`;
  }
  return undefined;
}
