import { Place } from "./places";

type Query = Promise<{ in: string; url: string }>;

export default async function Page({ searchParams }: { searchParams: Query }) {
  const query = await searchParams;
  return <Place name={query.in} url={query.url} />;
}
