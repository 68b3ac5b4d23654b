import type { LegacyVolume } from "../../../jobs/spec/legacy.ts";
import { isRecord } from "../../../jobs/text/problem.ts";
import type { SiteVolume } from "../../../jobs/placement/volumes.ts";
import { PublicError } from "../../http/problems.ts";
import type { AccountBook, Project } from "../frame/account-book.ts";
import { DEFAULT_PROJECT } from "../frame/account-book.ts";
import { PRIO_WARNING, wholeOr } from "./account-routes.ts";
import { ok, type LegacyRoute } from "../frame/route.ts";
import { mountOf } from "../tasks/spec-document.ts";

/** As in job documents. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;
const NEW = {
  id: "",
  description: "",
  prio: 50,
  members: [],
  quota_cpu: 0,
  quota_ram: 0,
  quota_time: 0,
  volumes: [],
};

/** Projects, for administrators. */
export function projectRoutes(
  book: AccountBook,
  configured: readonly SiteVolume[],
  nowMs: () => number,
): readonly LegacyRoute[] {
  /** @throws PublicError  `not_found` */
  const known = async (id: string | undefined): Promise<Project> => {
    const project = await book.project(id ?? "");
    if (project === undefined) throw new PublicError("not_found", `There is no project ${id}.`);
    return project;
  };
  const stored = async (project: Project, prioBefore: number) => {
    await book.setProject(project);
    return ok({ ...project, ...(project.prio === prioBefore ? {} : { warnings: [PRIO_WARNING] }) });
  };
  const read = { permission: "projects:read", everybody: true } as const;
  const manage = { permission: "projects:manage", everybody: true } as const;
  return [
    { ...read, method: "GET", path: "/project", handle: async () => ok(await book.projects()) },
    {
      ...manage,
      method: "POST",
      path: "/project",
      async handle({ body }) {
        const project = projectOf(body, NEW, configured);
        if (book.isConfigured())
          throw new PublicError(
            "invalid",
            "The projects of this installation are in its configuration (projects).",
          );
        if (!NAME.test(project.id))
          throw new PublicError("invalid", "The id of a project has 1 to 63 of a-z 0-9 . _ -");
        if ((await book.project(project.id)) !== undefined)
          throw new PublicError("invalid", `There is a project ${project.id} already.`);
        return stored(project, NEW.prio);
      },
    },
    {
      ...read,
      method: "GET",
      path: "/project/{id}",
      handle: async ({ params }) => ok(await known(params.id)),
    },
    {
      ...manage,
      method: "POST",
      path: "/project/{id}",
      async handle({ params, body }) {
        const before = await known(params.id);
        const project = { ...projectOf(body, before, configured), id: before.id };
        const isSame = (a: readonly string[], b: readonly string[]) =>
          JSON.stringify(a) === JSON.stringify(b);
        if (before.id === DEFAULT_PROJECT && (project.members.length > 0 || quotaOf(project) > 0))
          throw new PublicError("invalid", "The project default is everybody's and has no quota.");
        if (book.isConfigured() && !isSame(before.members, project.members))
          throw new PublicError("invalid", "The members of projects are in the configuration (projects).");
        return stored(project, before.prio);
      },
    },
    {
      ...manage,
      method: "DELETE",
      path: "/project/{id}",
      async handle({ params }) {
        const { id } = await known(params.id);
        if (id === DEFAULT_PROJECT) throw new PublicError("invalid", "The project default stays.");
        await book.removeProject(id);
        return ok({ msg: "Project removed", id });
      },
    },
    {
      ...manage,
      method: "DELETE",
      path: "/project/{id}/quota",
      async handle({ params }) {
        const { id } = await known(params.id);
        await book.resetQuota(id, nowMs());
        return ok({ msg: "Quota reset", id });
      },
    },
  ];
}

function quotaOf({ quota_cpu, quota_ram, quota_time }: Project): number {
  return quota_cpu + quota_ram + quota_time;
}

/** @throws PublicError  `invalid` */
function projectOf(body: unknown, before: Project, configured: readonly SiteVolume[]): Project {
  if (!isRecord(body)) throw new PublicError("invalid", "Send a project as a JSON object.");
  const { id = before.id, description = before.description, members = before.members, volumes } = body;
  if (typeof id !== "string") throw new PublicError("invalid", "id must be text.");
  if (!Array.isArray(members) || !members.every((each) => typeof each === "string"))
    throw new PublicError("invalid", "members must be a list of names.");
  return {
    id,
    description: typeof description === "string" ? description.slice(0, 4096) : "",
    prio: wholeOr(body.prio, before.prio, "prio", 100),
    members: [...new Set(members)],
    quota_cpu: wholeOr(body.quota_cpu, before.quota_cpu, "quota_cpu"),
    quota_ram: wholeOr(body.quota_ram, before.quota_ram, "quota_ram"),
    quota_time: wholeOr(body.quota_time, before.quota_time, "quota_time"),
    volumes: volumesOf(volumes ?? before.volumes, configured),
  };
}

/** Those of the configuration only: any other directory that is named here would be mounted for jobs. */
function volumesOf(volumes: unknown, configured: readonly SiteVolume[]): readonly LegacyVolume[] {
  if (!Array.isArray(volumes)) throw new PublicError("invalid", "volumes must be a list.");
  return volumes.map((wanted: unknown): LegacyVolume => {
    const { name, path, acl } = isRecord(wanted) ? wanted : {};
    const volume = configured.find((each) => each.name === name);
    if (volume === undefined || (path !== undefined && path !== null && path !== volume.source))
      throw new PublicError(
        "invalid",
        "A volume of a project must be one of the configuration (volumes), with its path.",
      );
    const { source, mode } = volume;
    return {
      name: volume.name,
      acl: mode === "ro" || acl !== "rw" ? "ro" : "rw",
      path: source,
      mount: mountOf(volume.name, source),
    };
  });
}
