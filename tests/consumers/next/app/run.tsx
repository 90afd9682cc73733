"use client";

import { useEffect, useState } from "react";
import { connect, type Client } from "tinyfish-web";
import { Screenshots, useRun } from "tinyfish-web/react";

function useClient(): Client | null {
  const [client, setClient] = useState<Client | null>(null);
  useEffect(() => {
    connect({ baseURL: "/api/tinyfish" }).then((made) => setClient((first) => first ?? made), console.error);
  }, []);
  return client;
}

export function Run({ url }: { url: string }) {
  const client = useClient();
  const { run, snapshot, outcome } = useRun(client, {
    url,
    goal: "Play the scenario",
    capture_config: { screenshots: true },
  });
  const steps = snapshot?.progress.length ?? 0;

  return (
    <main>
      <output>{outcome ? `${outcome.kind} after ${steps} steps` : `${steps} steps`}</output>
      <Screenshots run={run} />
    </main>
  );
}
