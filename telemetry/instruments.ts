import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** Makes what is counted in: the prefix, the registry and the buckets are the same for all. */
export interface Instruments {
  /** @param collect  called whenever metrics are asked for, to set what is known only then */
  gauge<L extends string>(
    name: string,
    help: string,
    labels?: readonly L[],
    collect?: (gauge: Gauge<L>) => void,
  ): Gauge<L>;
  counter<L extends string>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  /** Of seconds. */
  histogram<L extends string>(name: string, help: string, labels?: readonly L[]): Histogram<L>;
}

/** 0.001 … 60 s, the same for all histograms, so that they can be compared and added. */
const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30, 60];

export function instrumentsOf(registry: Registry): Instruments {
  const registers = [registry];
  return {
    gauge: <L extends string>(
      name: string,
      help: string,
      labelNames: readonly L[] = [],
      collect?: (gauge: Gauge<L>) => void,
    ) => {
      const gauge: Gauge<L> = new Gauge({
        name: `godocker_${name}`,
        help,
        labelNames,
        registers,
        ...(collect === undefined ? {} : { collect: () => collect(gauge) }),
      });
      return gauge;
    },
    counter: (name, help, labelNames = []) =>
      new Counter({ name: `godocker_${name}`, help, labelNames, registers }),
    histogram: (name, help, labelNames = []) =>
      new Histogram({ name: `godocker_${name}`, help, labelNames, registers, buckets: SECONDS }),
  };
}
