import { PeerSilentError, type Peers } from "@outcry/redis";
import type { Logger } from "@outcry/service";
import type { GroupCommit, Submit } from "./group-commit.ts";
import { readReply, readRequest, type WrittenReply, writeReply, writeRequest } from "./letters.ts";
import { CommandTimeoutError, TooManyAtOnceError } from "./timeouts.ts";

type Relayed = Readonly<{ reply: WrittenReply }> | Readonly<{ tooMany: TooManyAtOnceError["of"] }>;

/**
 * Of several instances on the same books, the one that was started first writes for all: the others hand their requests to it, and
 * answer their callers with what it replies. Nothing depends on it. Each can write what it wants at any time, as the locks and the
 * markets' sequences see to, and does so when that one does not answer; what became of a request then, its key tells. But instances
 * that write in turn wait for each other's locks and load what the other changed: that halves what they get done.
 */
export function makeRelay(
  peers: Peers,
  groupCommit: Pick<GroupCommit, "submit">,
  logger: Logger,
): Pick<GroupCommit, "submit"> {
  let writer = peers.self;

  async function write(question: unknown): Promise<Relayed> {
    try {
      return { reply: writeReply(await groupCommit.submit(readRequest(question))) };
    } catch (error) {
      if (error instanceof TooManyAtOnceError) return { tooMany: error.of };
      logger.warn({ err: error }, "A request of another instance failed here; that one tries it itself.");
      throw error;
    }
  }

  function currentWriter(): string {
    const eldest = peers.eldest();
    if (eldest !== writer) {
      writer = eldest;
      const isSelf = writer === peers.self;
      logger.info(
        { writer },
        isSelf ? "This instance writes orders." : "Another instance writes our orders.",
      );
    }
    return eldest;
  }

  /** Here, after another instance left it open whether it was done: that it failed here does not mean that it was not. */
  const submitAfterAll: Submit = (request, since) =>
    groupCommit.submit(request, since).catch((error: unknown) => {
      logger.warn({ err: error }, "A request failed here after another instance had left it open.");
      throw new CommandTimeoutError();
    });

  const submit: Submit = async (request) => {
    const since = performance.now();
    const to = currentWriter();
    const written = to === peers.self ? null : writeRequest(request);
    if (written === null) return groupCommit.submit(request);
    let relayed: Relayed;
    try {
      relayed = (await peers.ask(to, written)) as Relayed;
    } catch (error) {
      if (!(error instanceof PeerSilentError)) throw error;
      return submitAfterAll(request, since);
    }
    if ("reply" in relayed) return readReply(relayed.reply);
    if (relayed.tooMany === "user") throw new TooManyAtOnceError("user");
    return groupCommit.submit(request, since); // It is full, or stops, and did nothing.
  };

  peers.join(write);
  return { submit };
}
