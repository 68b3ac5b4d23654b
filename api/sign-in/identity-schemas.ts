import { PERSON_ROLES } from "../../accounts/person.ts";
import { COUNT, INSTANT, list, object, ref, TEXT } from "../http/schema-words.ts";

const TOKEN_FIELDS = {
  id: TEXT,
  kind: { type: "string", enum: ["token", "session"] },
  name: TEXT,
  "scopes?": { ...list(TEXT), description: "Absent: all that its owner may." },
  via: { ...TEXT, description: "How its owner was known when it was made." },
  createdAt: INSTANT,
  expiresAt: INSTANT,
  "lastUsedAt?": { ...INSTANT, description: "To a minute." },
  "lastUsedFrom?": TEXT,
  "current?": { type: "boolean", description: "It is the one that this request shows." },
};

const GID = { ...COUNT, maximum: 4_294_967_294 };

/** What is told of people, and of their tokens and sessions. */
export const IDENTITY_SCHEMAS = {
  SignInWays: object({
    ways: {
      type: "array",
      items: { type: "string", enum: ["password", "oidc", "header"] },
      description: "None: there is one user, with the token of the server's token file.",
    },
  }),
  SignedIn: object({
    user: { ...TEXT, description: "As the directory writes it." },
    roles: { type: "array", items: TEXT },
    expiresAt: { type: "string" },
    "token?": { ...TEXT, description: "Shown once; the server keeps only its SHA-256." },
  }),
  Token: object(TOKEN_FIELDS),
  TokenList: object({ items: list(ref("Token")) }),
  NewToken: object({ ...TOKEN_FIELDS, token: { ...TEXT, description: "Shown here and never again." } }),
  User: object({
    name: { ...TEXT, description: "As its directory writes it." },
    directory: TEXT,
    roles: { type: "array", items: { type: "string", enum: PERSON_ROLES } },
    disabled: { type: "boolean", description: "Whether they are shut out." },
    "uid?": { ...GID, description: "Jobs run as it; without one they run nowhere." },
    "gid?": GID,
    groups: { ...list(GID), description: "Further groups." },
    groupNames: list(TEXT),
    "home?": TEXT,
    "mail?": TEXT,
    "expiresAt?": INSTANT,
  }),
  UserList: object({
    items: list(ref("User")),
    "next?": { ...TEXT, description: "Cursor of the next page." },
  }),
  NewUser: object({
    user: ref("User"),
    "password?": {
      ...TEXT,
      description: "For the first sign-in, which must change it. Shown here and never again.",
    },
  }),
  SyncResult: object({
    known: { ...COUNT, description: "People whom a directory knows." },
    gone: { ...list(TEXT), description: "People with tokens or sessions whom no directory knows any more." },
    ended: { ...COUNT, description: "Tokens and sessions of theirs that were ended; 0 with dryRun." },
  }),
};
