import { isMember } from "../../jobs/placement/queues.ts";
import { grantedVolumes } from "../../jobs/placement/volumes.ts";
import type { ApiContext } from "../context/context.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";

/** What a job may name of this site: networks, volumes and images. */
export function siteRoutes(context: ApiContext): readonly Route[] {
  return [listNetworksRoute(context), listVolumesRoute(context), listImagesRoute(context)];
}

function listNetworksRoute(context: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/networks",
    operationId: "listNetworks",
    summary: "Networks that a job may name in `network`.",
    permission: "volumes:read",
    params: {},
    query: {},
    answers: { 200: { description: "All of them.", schema: ref("NetworkList") } },
    problems: [],
    async handle() {
      return { status: 200, json: { items: context.networks.map((name) => ({ name })) } };
    },
  });
}

function listVolumesRoute(context: ApiContext): Route {
  const { volumes } = context;
  return defineRoute({
    method: "GET",
    path: "/api/v2/volumes",
    operationId: "listVolumes",
    summary: "Directories that a job may name in `volumes`.",
    permission: "volumes:read",
    params: {},
    query: {},
    answers: { 200: { description: "All of them.", schema: ref("VolumeList") } },
    problems: [],
    async handle({ caller: { user } }) {
      const { projects } = context.siteRules;
      const own = projects.filter((project) => isMember(project, user)).map(({ name }) => name);
      const named = own.length === 0 ? [context.jobDefaults.project ?? "default"] : own;
      const items = new Map(
        // What is shown is what a job in one of their projects may name.
        named
          .flatMap((project) => grantedVolumes(volumes, { user, project }))
          .map(({ name, source, mode }) => [`${name} ${source} ${mode}`, { name, path: source, mode }]),
      );
      return { status: 200, json: { items: [...items.values()] } };
    },
  });
}

function listImagesRoute(context: ApiContext): Route {
  const { capabilities } = context;
  return defineRoute({
    method: "GET",
    path: "/api/v2/images",
    operationId: "listImages",
    summary:
      "Images that queues of this site give their jobs, and whether a job may name another one in `image`.",
    permission: "volumes:read",
    params: {},
    query: {},
    answers: { 200: { description: "All of them.", schema: ref("ImageList") } },
    problems: [],
    async handle() {
      const queuesOf = new Map<string, string[]>();
      for (const { image, name } of context.siteRules.queues)
        if (image !== undefined) queuesOf.set(image, [...(queuesOf.get(image) ?? []), name]);
      const items = [...queuesOf].map(([reference, queues]) => ({ ref: reference, queues }));
      return { status: 200, json: { items, anyOther: capabilities?.some(({ images }) => images) ?? true } };
    },
  });
}
