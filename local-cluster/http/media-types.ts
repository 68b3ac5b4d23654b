export type MediaType = "application/json" | "application/x-protobuf";

/**
 * The type to answer in, JSON preferred; `undefined` when the header allows neither. An absent header allows
 * everything; `q=0` excludes, other weights are not ranked. Source: Mesos, libprocess `Request::acceptsMediaType`.
 */
export function acceptedMediaType(accept: string | undefined): MediaType | undefined {
  const ranges = (accept ?? "*/*").split(",").map((part) => {
    const [type = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
    return { type, excluded: parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) };
  });
  const allows = (media: MediaType): boolean => {
    const matching = ranges.filter(
      ({ type }) => type === media || type === "application/*" || type === "*/*",
    );
    return matching.length > 0 && !matching.some(({ excluded }) => excluded);
  };
  if (allows("application/json")) return "application/json";
  return allows("application/x-protobuf") ? "application/x-protobuf" : undefined;
}
