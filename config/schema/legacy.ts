import { boolean, bytes, integer, name, oneOf } from "../formats/formats.ts";
import { key } from "../formats/key.ts";
import { listOf, texts } from "../formats/objects.ts";

const TEXT = name(/^\S.{0,254}$/, "1 to 255 characters", "debian");
const IMAGE = name(/^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,511}$/, "reference of an image", "debian:12");

const images = listOf({
  fields: ["name", "url", "interactive", "default"],
  example: [{ name: "debian", url: "debian:12", default: true }],
  read: (field) => ({
    name: field("name", TEXT),
    url: field("url", IMAGE),
    interactive: field("interactive", boolean, false),
    default: field("default", boolean, false),
  }),
  unique: (image) => `the image ${image.name}`,
});

const constraints = listOf({
  fields: ["name", "value"],
  example: [{ name: "storage", value: ["ssd", "disk"] }],
  read: (field) => ({ name: field("name", TEXT), value: field("value", texts) }),
  unique: (constraint) => `the constraint ${constraint.name}`,
});

const dynamicFields = listOf({
  fields: ["name", "adminOnly"],
  example: [{ name: "maxlifespan", adminOnly: true }],
  read: (field) => ({ name: field("name", TEXT), adminOnly: field("adminOnly", boolean, false) }),
  unique: (field) => `the field ${field.name}`,
});

/** What only clients of GoDocker 1.0 see. */
export const LEGACY_KEYS = {
  "legacy.images": key(
    images,
    [{ name: "debian", url: "debian:12", default: true }],
    "Images that clients of GoDocker 1.0 propose.",
  ),
  "legacy.userImages": key(boolean, true, "Their jobs may name other images, too."),
  "legacy.unstartableImages": key(
    oneOf(["refuse", "run"]),
    "refuse",
    "What becomes of their jobs where no cluster starts images: every one of them names one. `run`: they run in the file system of the machine, and are told so. `godocker up` on the embedded cluster does.",
    { example: "run" },
  ),
  "legacy.constraints": key(
    constraints,
    [],
    "Attributes of agents that clients of GoDocker 1.0 propose, with their values.",
  ),
  "legacy.dynamicFields": key(
    dynamicFields,
    [{ name: "maxlifespan" }],
    "Requirements that they may change after the submission. `maxlifespan` is the time limit; others are only shown.",
  ),
  "legacy.fileBytesMax": key(
    bytes(0, 1024 ** 5),
    0,
    "Longest file that they are given; 0: however long it is.",
    { example: "1GiB" },
  ),
  "legacy.usageDays": key(
    integer(1, 3650),
    30,
    "Over how many days they are told usage, and their quotas are counted.",
    { example: 30 },
  ),
} as const;
