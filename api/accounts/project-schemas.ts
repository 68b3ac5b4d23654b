import type { JsonSchema } from "../http/parameters.ts";
import { list, object, TEXT } from "../http/schema-words.ts";

export const PROJECT_NAME = "^[a-z0-9][a-z0-9._-]{0,62}$";
export const USER_NAME = "^[A-Za-z0-9_][A-Za-z0-9._@-]{0,127}$";

const names = (description: string): JsonSchema => ({
  type: "array",
  maxItems: 10_000,
  uniqueItems: true,
  items: { type: "string", pattern: USER_NAME },
  description,
});

/** What is said of a project. */
export const PROJECT_BODY: Readonly<Record<string, JsonSchema>> = {
  "description?": { type: "string", maxLength: 4096 },
  "members?": names("Whose jobs may name it; absent: everybody's."),
  "owners?": names("They change its members, and see and move its jobs."),
  "shareJobs?": { type: "boolean", description: "Members see each other's jobs." },
  "shareLogs?": {
    type: "boolean",
    description: "Members and owners read scripts, output and files of its jobs.",
  },
};

const { "description?": description = {}, "members?": members = {}, "owners?": owners = {} } = PROJECT_BODY;

const PROJECT = object({
  name: TEXT,
  "description?": description,
  "members?": members,
  owners,
  shareJobs: { type: "boolean" },
  shareLogs: { type: "boolean" },
  source: {
    type: "string",
    enum: ["configuration", "store"],
    description: "Where what is said of it stands: in the configuration, or set over the API.",
  },
});

export const PROJECT_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Project: PROJECT,
  ProjectList: object({ items: list({ $ref: "#/components/schemas/Project" }) }),
};
