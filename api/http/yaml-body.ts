import { isScalar, Lexer, parseDocument, visit } from "yaml";
import { decodeBody, isWellFormed, JSON_DEPTH_MAX } from "./json-body.ts";
import { PublicError } from "./problems.ts";

/** Longer ones are machines' work, and those write JSON. */
const YAML_BYTES_MAX = 256 * 1024;
const YAML_NODES_MAX = 10_000;

/**
 * A job as YAML 1.2, core schema: no tags, no aliases, no key twice, nested as deep as JSON may be.
 * @throws PublicError  `malformed_json` with `offset` in characters where one is known, `too_large`
 */
export function parseYamlBody(bytes: Uint8Array): unknown {
  if (bytes.length > YAML_BYTES_MAX) throw tooLarge(`${YAML_BYTES_MAX} bytes`);
  const text = decodeBody(bytes);
  checkSize(text);
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    uniqueKeys: false, // takes the square of their number: looked at below
    stringKeys: true,
    prettyErrors: false,
  });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) {
    // The library's own message quotes the body, which may hold a secret.
    const kind = fault.code.toLowerCase().replaceAll("_", " ");
    throw malformed(`The YAML is not valid: ${kind}.`, fault.pos[0]);
  }
  visit(document, {
    Alias: (_key, node) => {
      throw malformed("Aliases are not accepted.", node.range?.[0]);
    },
    Map: (_key, { items }) => {
      const keys = new Set<unknown>();
      for (const { key } of items) {
        const name = isScalar(key) ? key.value : key;
        if (keys.has(name)) throw malformed("A key comes twice.", isScalar(key) ? key.range?.[0] : undefined);
        keys.add(name);
      }
    },
  });
  const value: unknown = document.toJS();
  if (!isWellFormed(value))
    throw malformed("A string has a lone surrogate, which is no character.", undefined);
  return value;
}

/**
 * Bounds what the parser has to do, by the signs that open a level or part two items: it recurses, and would take
 * seconds to give up. Levels may be counted as more than they are, never as less.
 */
function checkSize(text: string): void {
  let nodes = 0;
  let flow = 0;
  let block = 0;
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    switch (token) {
      case "[":
      case "{":
        flow += 1;
        nodes += 1;
        break;
      case "]":
      case "}":
        flow = Math.max(0, flow - 1);
        break;
      case "-":
      case "?":
      case ":":
        // On one line each opens a level; further levels of blocks take indentation.
        block += flow === 0 ? 1 : 0;
        nodes += 1;
        break;
      case ",":
        nodes += 1;
        break;
      default:
        if (token.includes("\n")) block = 0;
        if (/^ +$/.test(token) && token.length > 8 * JSON_DEPTH_MAX) flow = JSON_DEPTH_MAX + 1;
    }
    if (flow + block > JSON_DEPTH_MAX)
      throw malformed(`The body is nested deeper than ${JSON_DEPTH_MAX} levels.`, offset);
    if (nodes > YAML_NODES_MAX) throw tooLarge(`${YAML_NODES_MAX} items`);
    offset += token.length;
  }
}

function tooLarge(limit: string): PublicError {
  return new PublicError("too_large", `A job in YAML has at most ${limit}; send JSON instead.`);
}

function malformed(detail: string, offset: number | undefined): PublicError {
  return new PublicError("malformed_json", detail, offset === undefined ? {} : { extra: { offset } });
}
