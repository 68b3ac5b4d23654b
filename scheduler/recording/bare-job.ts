import type { JobStatus, NewJob } from "../../jobs/life/job.ts";
import type { Notify } from "../../jobs/spec/notify.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import type { SpecChanges } from "../../jobs/life/spec-changes.ts";
import { textDigest } from "./text-digest.ts";

/**
 * A job with what decisions rest on, and without what its owner wrote into it: program, arguments, environment, names,
 * labels, paths and addresses. Fields are named one by one, so that a new one stays out until somebody lets it in.
 */
export function bareJob<T extends NewJob>(job: T): T {
  return { ...job, spec: bareSpec(job.spec) };
}

function bareSpec(spec: JobSpec): JobSpec {
  const { array, deadline, executor, image, network, notBefore, scratch, walltimeSeconds } = spec;
  return {
    name: "",
    project: spec.project,
    queue: spec.queue,
    ...(executor === undefined ? {} : { executor }),
    command: [],
    args: [],
    env: {},
    resources: { ...spec.resources, portNames: [] },
    ...(walltimeSeconds === undefined ? {} : { walltimeSeconds }),
    graceSeconds: spec.graceSeconds,
    ...(image === undefined
      ? {}
      : {
          image: {
            ref: textDigest(image.ref), // equal for equal images, which is all that decisions ask for
            pull: image.pull,
            ...(image.containerizer === undefined ? {} : { containerizer: image.containerizer }),
          },
        }),
    ...(network === undefined
      ? {}
      : {
          network: {
            name: "",
            ports: network.ports.map(({ container, protocol }) => ({ container, protocol })),
          },
        }),
    volumes: [],
    tmpfs: spec.tmpfs.map(({ bytes }) => ({ path: "", bytes })),
    ...(scratch === undefined ? {} : { scratch: { bytes: scratch.bytes, path: "" } }),
    constraints: spec.constraints,
    ...(spec.affinity === undefined ? {} : { affinity: spec.affinity }),
    ...(spec.prefer === undefined ? {} : { prefer: spec.prefer }),
    preemptible: spec.preemptible,
    ...(array === undefined ? {} : { array }),
    dependencies: spec.dependencies,
    priority: spec.priority,
    hold: spec.hold,
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(deadline === undefined ? {} : { deadline }),
    retry: spec.retry,
    labels: {},
    notify: bareNotify(spec.notify),
  };
}

export function bareChanges(changes: SpecChanges): SpecChanges {
  const { description: _, labels, name, notify, ...rest } = changes;
  return {
    ...rest,
    ...(name === undefined ? {} : { name: "" }),
    ...(labels === undefined ? {} : { labels: {} }),
    ...(notify === undefined ? {} : { notify: bareNotify(notify) }),
  };
}

export function bareStatus(status: JobStatus): JobStatus {
  return status.changes === undefined ? status : { ...status, changes: bareChanges(status.changes) };
}

function bareNotify(notify: readonly Notify[]): readonly Notify[] {
  return notify.map(({ on }) => ({ on, url: "" }));
}
