/** A value that is not what its flag takes; the message says what is. */
export class ValueError extends Error {
  override readonly name = "ValueError";
  readonly fix: string | undefined;
  constructor(message: string, fix?: string) {
    super(message);
    this.fix = fix;
  }
}

export function integer(text: string, minimum: number, maximum: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= minimum && value <= maximum) return value;
  throw new ValueError(`"${text}" is not possible here`, `a whole number from ${minimum} to ${maximum}`);
}
