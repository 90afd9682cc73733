// Uses everything that tinyfish-web/react declares. It is compiled, never run.

import type { CancelResult, Client, Outcome, Run, RunSnapshot, RunStream, TinyFishError } from "tinyfish-web";
import { LiveView, Screenshots, useRun } from "tinyfish-web/react";

interface Products {
  products: string[];
}

export function Watch({ client, read }: { client: Client | null; read: Run }) {
  const { run, snapshot, outcome, error, cancel } = useRun<Products>(
    client,
    { url: "https://example.com", goal: "List the products" },
    { onClose: "cancel", onComplete: (event) => console.log(event.result?.products) },
  );
  const all: [RunStream<Products> | null, RunSnapshot<Products> | null, Outcome<Products> | null] = [run, snapshot, outcome];
  const cancelled: () => Promise<CancelResult | null> = cancel;
  const existing = useRun(client, "run-1");
  const nothing = useRun(client, null);
  // @ts-expect-error params need a goal
  useRun(client, { url: "https://example.com" });
  // @ts-expect-error the error may be anything, the reason of an abort for instance
  const known: TinyFishError | null = error;

  return (
    <main onClick={() => void cancelled()} data-all={all.length} data-known={known?.code}>
      <LiveView
        run={run}
        interactive
        aspectRatio="4 / 3"
        allowHosts={["stream.example.com"]}
        maxLive={2}
        title="The shop"
        loadTimeout={5000}
        onStateChange={(state) => state === "live"}
        className="live"
        style={{ width: 400 }}
      />
      <LiveView src="https://stream.example.com/1" />
      <Screenshots run={existing.run} follow={false} onWarning={(warning) => console.warn(warning.code)} id="strip" />
      <Screenshots run={read} client={client ?? undefined} />
      <Screenshots steps={read.steps ?? null} />
      {/* @ts-expect-error an address, not a number */}
      <LiveView src={1} />
      {nothing.outcome?.kind}
    </main>
  );
}
