/** Over the days that usage is kept: cpus and gigabytes of the jobs that ended, added up, and seconds. 0: no limit. */
export interface Quota {
  readonly time: number;
  readonly cpu: number;
  readonly ram: number;
}

export const NO_QUOTA: Quota = { time: 0, cpu: 0, ram: 0 };
