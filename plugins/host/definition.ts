import { Ajv2020 } from "ajv/dist/2020.js";
import { CONTRACTS, type PluginContext, type PluginKind } from "./contract.ts";
import { faultText } from "./shapes.ts";

/** A definition of a kind that is known. What it makes is only known once it has made it. */
export interface Definition {
  readonly kind: PluginKind;
  readonly contract: number;
  readonly name: string;
  readonly options?: Readonly<Record<string, unknown>>;
  create(options: unknown, context: PluginContext): unknown;
}

export type Checked =
  | { readonly ok: true; readonly definition: Definition; readonly options: unknown }
  | { readonly ok: false; readonly faults: readonly string[] };

const FAULTS_MAX = 20;

/**
 * Everything that is wrong with a plugin and what is configured for it, before it makes anything.
 * @param exported  the default export of its module
 */
export function checkDefinition(exported: unknown, options: unknown): Checked {
  if (typeof exported !== "object" || exported === null)
    return {
      ok: false,
      faults: [
        "has no plugin as its default export; write: export default definePlugin({ … }), with definePlugin from godocker/plugin",
      ],
    };
  const { contract, create, kind, name, options: schema }: Partial<Record<string, unknown>> = { ...exported };
  const faults: string[] = [];
  if (!isKind(kind))
    faults.push(`is of the kind ${shown(kind)}; there are ${Object.keys(CONTRACTS).join(", ")}`);
  else faults.push(...contractFaults(kind, contract));
  if (typeof name !== "string" || !/^[a-z][a-z0-9-]{0,31}$/.test(name))
    faults.push(`has the name ${shown(name)}; a name has 1 to 32 of a-z 0-9 -, a letter first`);
  if (typeof create !== "function") faults.push("has no function create(options, context)");
  const given = structuredClone(options ?? {});
  faults.push(...optionFaults(schema, given));
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, definition: exported as Definition, options: given }; // each of its fields was looked at
}

function isKind(kind: unknown): kind is PluginKind {
  return typeof kind === "string" && Object.hasOwn(CONTRACTS, kind);
}

function contractFaults(kind: PluginKind, contract: unknown): readonly string[] {
  const known = CONTRACTS[kind];
  if (known.some((version) => version === contract)) return [];
  const have = `this GoDocker has contract ${known.join(", ")} of a ${kind} plugin`;
  if (typeof contract !== "number" || !Number.isInteger(contract) || contract < 1)
    return [`says contract ${shown(contract)}; ${have}`];
  return contract > Math.max(...known)
    ? [
        `is too new: it wants contract ${contract}, and ${have}; update GoDocker, or use an older release of the plugin`,
      ]
    : [`is too old: it wants contract ${contract}, and ${have}; use a newer release of the plugin`];
}

/** Fills in what the schema gives by default. */
function optionFaults(schema: unknown, options: unknown): readonly string[] {
  if (schema === undefined)
    return typeof options === "object" && options !== null && Object.keys(options).length === 0
      ? []
      : ["takes no options; leave them out"];
  if (typeof schema !== "object" || schema === null) return ["has options that are no JSON Schema"];
  const ajv = new Ajv2020({ allErrors: true, strict: false, useDefaults: true, validateFormats: false });
  try {
    const validate = ajv.compile(schema);
    if (validate(options)) return [];
    return (validate.errors ?? [])
      .slice(0, FAULTS_MAX)
      .map((error) => `does not take these options: ${faultText(error)}`);
  } catch (error) {
    return [`has options that are no JSON Schema: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
