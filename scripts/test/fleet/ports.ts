import { createServer } from "node:net";

const reserve = (): Promise<{ port: number; free(): Promise<void> }> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      resolve({ port, free: () => new Promise((freed) => probe.close(() => freed())) });
    });
  });

/** So many different ports that nobody uses now. All are held until the last is found. */
export async function freePorts(count: number): Promise<number[]> {
  const reserved = await Promise.all(Array.from({ length: count }, reserve));
  await Promise.all(reserved.map(({ free }) => free()));
  return reserved.map(({ port }) => port);
}
