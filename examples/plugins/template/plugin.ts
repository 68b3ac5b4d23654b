// Copy this file, keep one kind, and name it in `plugins` of the configuration. All of it: docs/how-to/site/plugins.md.
import { definePlugin } from "godocker/plugin";

interface Options {
  readonly greeting: string;
}

export default definePlugin<"status", Options>({
  kind: "status",
  contract: 1,
  name: "template",
  // What may stand in `options`. Defaults are filled in; anything else is told before GoDocker starts.
  options: {
    type: "object",
    properties: { greeting: { type: "string", minLength: 1, default: "hello" } },
    additionalProperties: false,
  },
  create: ({ greeting }, { log, name }) => {
    log(`${name} begins`);
    return {
      report: () => [{ name: "greeting", ok: true, detail: greeting }],
    };
  },
});
