import { WebSocket } from "ws";
import { Mistake } from "../partner/stop-with-sentence.ts";

const LIST_MILLISECONDS_MAX = 5_000;
type Answer = { id: number; result?: { usedSize?: number }; error?: { message: string } };

async function socketOf(inspector: string): Promise<string> {
  const listed = await fetch(new URL("/json/list", inspector), {
    signal: AbortSignal.timeout(LIST_MILLISECONDS_MAX),
  }).catch(() => null);
  const [target] = listed ? ((await listed.json()) as { webSocketDebuggerUrl: string }[]) : [];
  if (target) return target.webSocketDebuggerUrl;
  throw new Mistake(`Nothing can be inspected at ${inspector}. Start Outcry with NODE_OPTIONS=--inspect.`);
}

/** Bytes that a process holds after a full collection, asked of its inspector (`http://127.0.0.1:9229`). Throws a Mistake. */
export async function heapAfterCollection(inspector: string): Promise<number> {
  const socket = new WebSocket(await socketOf(inspector), { perMessageDeflate: false });
  const send = (id: number, method: string) =>
    new Promise<Answer>((resolve, reject) => {
      const listen = (data: { toString(): string }) => {
        const answer = JSON.parse(data.toString()) as Answer;
        if (answer.id !== id) return;
        socket.off("message", listen);
        if (answer.error) reject(new Mistake(answer.error.message));
        else resolve(answer);
      };
      socket.on("message", listen);
      socket.once("error", reject);
      socket.send(JSON.stringify({ id, method }));
    });
  try {
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    await send(1, "HeapProfiler.enable");
    await send(2, "HeapProfiler.collectGarbage");
    await send(3, "HeapProfiler.collectGarbage");
    return (await send(4, "Runtime.getHeapUsage")).result?.usedSize ?? Number.NaN;
  } finally {
    socket.close();
  }
}
