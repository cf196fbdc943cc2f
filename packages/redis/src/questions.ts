import { PeerSilentError } from "./peers.ts";

/** Who leaves a question unanswered for so long does not answer it. */
export const ANSWER_MILLISECONDS_MAX = 1_000;
const ASKED_MAX = 10_000;

type Asked = Readonly<{
  peer: string;
  since: number;
  resolve: (answer: unknown) => void;
  reject: (error: PeerSilentError) => void;
}>;

/** The questions that this instance asked and that are not answered yet, in the order they were asked. */
export function makeQuestions(now: () => number) {
  const asked = new Map<number, Asked>();
  let last = 0;
  const failAll = (peer: string, why: string): void => {
    for (const [number, question] of asked) {
      if (question.peer !== peer) continue;
      asked.delete(number);
      question.reject(new PeerSilentError(why));
    }
  };
  return {
    /** Sends a question under a number of its own, and settles as it is answered. Throws PeerSilentError. */
    ask: (peer: string, send: (number: number) => void): Promise<unknown> =>
      new Promise((resolve, reject) => {
        if (asked.size >= ASKED_MAX) {
          reject(new PeerSilentError("too many questions wait"));
          return;
        }
        last += 1;
        asked.set(last, { peer, since: now(), resolve, reject });
        send(last);
      }),
    /** Null is no answer; what answers a question that nobody waits for any more is dropped. */
    answered(number: number, answer: Readonly<{ is: unknown }> | null): void {
      const question = asked.get(number);
      asked.delete(number);
      if (answer) question?.resolve(answer.is);
      else question?.reject(new PeerSilentError("it failed"));
    },
    failAll,
    /** Ends what waited too long, with all that its peer was asked, and names the peers. */
    late(): Set<string> {
      const late = new Set<string>();
      const oldest = now() - ANSWER_MILLISECONDS_MAX;
      for (const { peer, since } of asked.values()) {
        if (since > oldest) break;
        late.add(peer);
      }
      for (const peer of late) failAll(peer, "it is too slow");
      return late;
    },
    close(): void {
      for (const { peer } of asked.values()) failAll(peer, "this instance ends");
    },
  };
}
