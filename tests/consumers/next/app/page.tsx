import { Run } from "./run";

export default async function Page({ searchParams }: { searchParams: Promise<{ url: string }> }) {
  const { url } = await searchParams;
  return <Run url={url} />;
}
