// tinyfish-web/react in React 19 and a real browser, over a client that is a stand-in.

import assert from "node:assert/strict";
import { test } from "node:test";
import { usePage } from "./open-page.mjs";

const inPage = usePage();

test("StrictMode creates one run", async () => {
  const seen = await inPage(async () => {
    const client = fakeClient();
    render(h(Follower, { client, what: { url: "https://a.example", goal: "x" } }));
    await settle();
    return { created: client.created.length, closed: client.opened[0].closed, shown: document.body.textContent };
  });
  assert.deepEqual(seen, { created: 1, closed: 0, shown: "RUNNING" });
});

/** How many runs a component creates that is rendered with these goals, one after the other; null is no run. */
const createdFor = (goals) =>
  inPage(async (goals) => {
    const client = fakeClient();
    for (const goal of goals) {
      render(h(Follower, { client, what: goal && { url: "https://a.example", goal } }));
      await settle();
    }
    return client.created.length;
  }, goals);

test("an inline object of the same content keeps its run", async () => {
  assert.equal(await createdFor(["x", "x", "x"]), 1);
});

test("the order of keys makes no other run, at any depth; that of a list does", async () => {
  const created = await inPage(async () => {
    const client = fakeClient();
    const show = async (what) => {
      render(h(Follower, { client, what }));
      await settle();
      return client.created.length;
    };
    const schema = { type: "object", required: ["a", "b"] };
    return [
      await show({ url: "https://a.example", goal: "x", output_schema: schema }),
      await show({ output_schema: { required: ["a", "b"], type: "object" }, goal: "x", url: "https://a.example" }),
      await show({ url: "https://a.example", goal: "x", output_schema: { ...schema, required: ["b", "a"] } }),
    ];
  });
  assert.deepEqual(created, [1, 1, 2]);
});

test("the same params after null are a run of their own", async () => {
  assert.equal(await createdFor(["x", null, "x"]), 2);
});

test("other params close the run and create another", async () => {
  const seen = await inPage(async () => {
    const client = fakeClient();
    const show = (goal) => render(h(Follower, { client, what: { url: "https://a.example", goal } }));
    show("x");
    await settle();
    const before = told.length;
    show("y");
    const between = told.slice(before).map((result) => result.run?.runId ?? null);
    await settle();
    const [first, second] = client.opened;
    return {
      goals: client.created.map((call) => call.what.goal),
      closed: [first.closed, second.closed],
      listeners: first.listeners(),
      between: [...new Set(between)],
      run: last().run.runId,
    };
  });
  assert.deepEqual(seen, { goals: ["x", "y"], closed: [1, 0], listeners: 0, between: [null], run: "run-2" });
});

test("unmounting closes the run and does not cancel it", async () => {
  const seen = await inPage(async () => {
    const client = fakeClient();
    render(h(Follower, { client, what: { url: "https://a.example", goal: "x" } }));
    await settle();
    render(null);
    await settle();
    const [run] = client.opened;
    return [run.closed, run.cancelled, run.listeners()];
  });
  assert.deepEqual(seen, [1, 0, 0]);
});

test("a run that is answered for after the component left is closed", async () => {
  const seen = await inPage(async () => {
    const client = fakeClient({ hold: true });
    render(h(Follower, { client, what: { url: "https://a.example", goal: "x" } }));
    await settle();
    render(null);
    await settle();
    client.release();
    await settle();
    return [client.created.length, client.opened[0].closed];
  });
  assert.deepEqual(seen, [1, 1]);
});

test("an id follows, null does nothing", async () => {
  const seen = await inPage(async () => {
    const client = fakeClient();
    render(h(Follower, { client, what: null }));
    await settle();
    const idle = [client.created.length, client.watched.length, last().run];
    render(h(Follower, { client, what: "run-9" }));
    await settle();
    const watched = client.watched.map((call) => call.what);
    render(h(Follower, { client, what: null }));
    await settle();
    return { idle, watched, created: client.created.length, closed: client.opened[0].closed, run: last().run };
  });
  assert.deepEqual(seen, { idle: [0, 0, null], watched: ["run-9"], created: 0, closed: 1, run: null });
});

test("a client that comes later begins then", async () => {
  const created = await inPage(async () => {
    const client = fakeClient();
    const what = { url: "https://a.example", goal: "x" };
    render(h(Follower, { client: null, what }));
    await settle();
    render(h(Follower, { client, what }));
    await settle();
    return [client.created.length, last().run.runId];
  });
  assert.deepEqual(created, [1, "run-1"]);
});

test("a call that fails is told as the error", async () => {
  const seen = await inPage(async () => {
    const client = fakeClient({ fail: new Error("refused") });
    render(h(Follower, { client, what: { url: "https://a.example", goal: "x" } }));
    await settle();
    return [last().run, last().error.message, await last().cancel()];
  });
  assert.deepEqual(seen, [null, "refused", null]);
});

test("the snapshot and the outcome reach the page as they change", async () => {
  const seen = await inPage(async () => {
    const client = fakeClient();
    render(h(Follower, { client, what: { url: "https://a.example", goal: "x" } }));
    await settle();
    const shown = [document.body.textContent];
    const error = new Error("no credit");
    client.opened[0].set({ status: "FAILED", outcome: { kind: "failed", error } });
    await settle();
    shown.push(document.body.textContent);
    return { shown, same: last().error === error, snapshot: last().snapshot === client.opened[0].snapshot() };
  });
  assert.deepEqual(seen, { shown: ["RUNNING", "failed"], same: true, snapshot: true });
});

test("cancel reaches the run, also while it is being created, and stays the same function", async () => {
  const seen = await inPage(async () => {
    const client = fakeClient({ hold: true });
    render(h(Follower, { client, what: { url: "https://a.example", goal: "x" } }));
    await settle();
    const { cancel } = last();
    const answer = cancel();
    client.release();
    const { status } = await answer;
    await settle();
    return [status, client.opened[0].cancelled, last().cancel === cancel];
  });
  assert.deepEqual(seen, ["CANCELLED", 1, true]);
});

test("hidden and shown again, the run is followed by its id and never created anew", async () => {
  const seen = await inPage(async () => {
    const client = fakeClient();
    const show = (mode) =>
      render(h(Activity, { mode }, h(Follower, { client, what: { url: "https://a.example", goal: "x" } })));
    show("visible");
    await settle();
    show("hidden");
    await settle();
    const closed = client.opened[0].closed;
    show("visible");
    await settle();
    return { closed, created: client.created.length, watched: client.watched.map((call) => call.what), shown: last().run.runId };
  });
  assert.deepEqual(seen, { closed: 1, created: 1, watched: ["run-1"], shown: "run-1" });
});

test("hidden and shown again, a run that had ended is left as it is", async () => {
  const seen = await inPage(async () => {
    const client = fakeClient();
    const show = (mode) =>
      render(h(Activity, { mode }, h(Follower, { client, what: { url: "https://a.example", goal: "x" } })));
    show("visible");
    await settle();
    client.opened[0].set({ status: "COMPLETED", outcome: { kind: "completed", error: null } });
    show("hidden");
    await settle();
    show("visible");
    await settle();
    return [client.created.length, client.watched.length, last().outcome.kind];
  });
  assert.deepEqual(seen, [1, 0, "completed"]);
});

test("hidden and shown again, an end that was about to be told is told", async () => {
  const kind = await inPage(async () => {
    const client = fakeClient({ notify: requestAnimationFrame });
    const show = (mode) =>
      render(h(Activity, { mode }, h(Follower, { client, what: { url: "https://a.example", goal: "x" } })));
    show("visible");
    await settle();
    client.opened[0].set({ status: "COMPLETED", outcome: { kind: "completed", error: null } });
    show("hidden");
    await settle();
    show("visible");
    await settle();
    return document.body.textContent;
  });
  assert.equal(kind, "completed");
});

for (const hold of [false, true]) {
  test(`hidden before the run has a name${hold ? " or an answer" : ""}, it is told as closed`, async () => {
    const seen = await inPage(async (hold) => {
      const client = fakeClient({ unnamed: true, hold });
      await hideAndShow(client, {}, async () => {
        client.release?.();
        await settle();
      });
      const shown = document.body.textContent;
      return { created: client.created.length, watched: client.watched.length, kind: last().outcome?.kind, shown };
    }, hold);
    assert.deepEqual(seen, { created: 1, watched: 0, kind: "closed", shown: "closed" });
  });
}

test("hidden and shown again before there is an answer, the run goes on", async () => {
  const seen = await inPage(async () => {
    const client = fakeClient({ hold: true });
    await hideAndShow(client);
    client.release();
    await settle();
    return { created: client.created.length, closed: client.opened[0].closed, shown: document.body.textContent };
  });
  assert.deepEqual(seen, { created: 1, closed: 0, shown: "RUNNING" });
});

test("a run that is cancelled for being hidden before it has a name is heard to its end", async () => {
  const seen = await inPage(async () => {
    const client = fakeClient({ unnamed: true });
    await hideAndShow(client, { onClose: "cancel" });
    const [run] = client.opened;
    const before = last().outcome;
    run.name("run-1");
    await settle();
    return { before, run: last().snapshot.runId, shown: document.body.textContent, listeners: run.listeners() };
  });
  assert.deepEqual(seen, { before: null, run: "run-1", shown: "closed", listeners: 1 });
});

test("a call that fails while the component is hidden is told as the error", async () => {
  const message = await inPage(async () => {
    const client = fakeClient({ hold: true, fail: new Error("refused") });
    await hideAndShow(client, {}, async () => {
      client.release();
      await settle();
    });
    return last().error?.message;
  });
  assert.equal(message, "refused");
});

test("the callbacks of the latest render are called, other options pass through", async () => {
  const seen = await inPage(async () => {
    const client = fakeClient();
    const what = { url: "https://a.example", goal: "x" };
    for (const mark of ["first", "second"]) {
      render(h(Follower, { client, what, mark, options: { onClose: "cancel" } }));
      await settle();
    }
    const { options } = client.created[0];
    options.onProgress({ purpose: "looking" });
    return { progress: [...progress], onClose: options.onClose };
  });
  assert.deepEqual(seen, { progress: ["second: looking"], onClose: "cancel" });
});

test("two components follow each their own run", async () => {
  const seen = await inPage(async () => {
    const client = fakeClient();
    const one = (goal) => h(Follower, { key: goal, client, what: { url: "https://a.example", goal } });
    render([one("x"), one("y")]);
    await settle();
    render([one("y")]);
    await settle();
    return client.opened.map((run) => run.closed);
  });
  assert.deepEqual(seen, [1, 0]);
});
