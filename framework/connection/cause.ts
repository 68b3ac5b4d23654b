/** The message of an error with those of the errors behind it, which for connections say what really happened. */
export function causeOf(error: unknown): string {
  const said: string[] = [];
  let current: unknown = error;
  for (let depth = 0; current !== undefined && depth < 5; depth += 1) {
    const text = textOf(current);
    if (text !== "" && !said.includes(text)) said.push(text);
    current = current instanceof Error ? current.cause : undefined;
  }
  return said.join(": ");
}

function textOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return error.errors.map(textOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
