import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aCore, job, launchedIds } from "./core/core.builders.ts";
import type { Decision } from "./state/decision.ts";

describe("a thousand jobs that come at once against a limit of ten that run", () => {
  it("A233 never are eleven, however starts, ends and changes of the limit meet", () => {
    const desk = aCore({ quotas: [{ user: "*", tasks: 10 }] });
    desk.connect();
    desk.cycle(desk.inventory(["a1", 500, 2000], ["a2", 500, 2000]));
    const running = new Set<string>();
    let ended = 0;
    const took = (decision: Decision): void => {
      for (const id of launchedIds(decision)) running.add(id);
      assert.ok(running.size <= 10, `${running.size} run`);
    };
    for (let id = 1; id <= 1000; id += 100) {
      took(desk.submit(...Array.from({ length: 100 }, (_, k) => job(id + k))));
      took(desk.cycle(desk.offer("a1", 500, 2000), desk.offer("a2", 500, 2000)));
    }
    assert.equal(running.size, 10);
    for (let round = 0; running.size > 0; round += 1) {
      assert.ok(round < 500, "they end");
      // Some end, at the same moment as offers come and the limit is set anew.
      const some = [...running].slice(0, 1 + (round % 10));
      for (const taskId of some) running.delete(taskId);
      ended += some.length;
      if (round % 7 === 0) desk.core.configure({ quotas: [{ user: "*", tasks: 5 }] });
      if (round % 7 === 3) desk.core.configure({ quotas: [{ user: "*", tasks: 10 }] });
      took(
        desk.cycle(
          ...some.map((taskId) => desk.status(taskId, "finished", { exitCode: 0 })),
          desk.offer("a1", 500, 2000),
          desk.offer("a2", 500, 2000),
        ),
      );
    }
    assert.equal(ended, 1000);
  });
});
