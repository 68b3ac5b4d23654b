/** What the letters of a pattern stand for. */
export interface IoValues {
  readonly job: number;
  /** Of a task of an array. */
  readonly index?: number;
  readonly name: string;
  readonly user: string;
  readonly hostname: string;
}

const CONVERSION = /%(\d{0,2})(.?)/gs;

/** What is wrong with a pattern whatever it is filled with; `undefined` when nothing is. */
export function ioPatternFault(pattern: string, isArray: boolean): string | undefined {
  if (pattern === "") return "must not be empty";
  if (pattern.length > 1024) return "must not be longer than 1024 characters";
  // oxlint-disable-next-line no-control-regex -- they are what is refused
  if (/[\u0000-\u001f\u007f]/.test(pattern)) return "must not have control characters";
  for (const [text, , letter = ""] of pattern.matchAll(CONVERSION)) {
    if (letter === "a" && !isArray) return "has %a, and the job is no array";
    if (!"%jAaxuN".includes(letter) || letter === "")
      return `has ${text}, which stands for nothing; write %% for a %`;
  }
  if (pattern.endsWith("/")) return "must name a file";
  return segmentFault(pattern);
}

/**
 * The pattern filled in. `%5j` pads numbers with zeros, as Slurm does.
 * @throws RangeError  when a name made it a path that leads elsewhere
 */
export function fillIoPattern(pattern: string, values: IoValues): string {
  const { hostname, index, job, name, user } = values;
  const filled = pattern.replaceAll(CONVERSION, (text, digits: string, letter: string) => {
    const number = (value: number) => String(value).padStart(Number(digits), "0");
    switch (letter) {
      case "%":
        return "%";
      case "j":
      case "A":
        return number(job);
      case "a":
        return number(index ?? 0);
      case "x":
        return name;
      case "u":
        return user;
      case "N":
        return hostname.split(".")[0] ?? hostname;
      default:
        return text;
    }
  });
  const fault = segmentFault(filled);
  if (fault !== undefined) throw new RangeError(`the file name ${JSON.stringify(filled)} ${fault}`);
  return filled;
}

function segmentFault(path: string): string | undefined {
  const segments = path.replace(/^\//, "").split("/");
  return segments.some((segment) => segment === "" || segment === "." || segment === "..")
    ? "must be written without //, ./ and ../"
    : undefined;
}
