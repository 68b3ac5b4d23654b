import fc from "fast-check";

/** Of what properties draw in this run. */
const seed = Number(process.env.PROPERTY_SEED ?? 1);
/** How many times as many cases as usual are tried. */
const depth = Number(process.env.PROPERTY_DEPTH ?? 1);
const RUNS = 100;

fc.configureGlobal({ seed, numRuns: RUNS * depth });

const assert = ((property, parameters) =>
  fc.assert(
    property,
    parameters?.numRuns === undefined ? parameters : { ...parameters, numRuns: parameters.numRuns * depth },
  )) as typeof fc.assert;

export default { ...fc, assert };
