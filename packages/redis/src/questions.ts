import { PeerSilentError } from "./peers.ts";

/** Who leaves a question unanswered for so long does not answer it. */
export const ANSWER_MILLISECONDS_MAX = 1_000;
const ASKED_MAX = 10_000;

type Asked = Readonly<{
  number: number;
  peer: string;
  since: number;
  resolve: (answer: unknown) => void;
  reject: (error: PeerSilentError) => void;
}>;

/**
 * The questions that this instance asked and that are not answered yet, in the order they were asked. Each is in the place of its number,
 * which comes round: a Map that is added to and deleted from all the time has V8's young collections keep what was in it (see
 * `makeBusy` of the kernel).
 */
export function makeQuestions(now: () => number) {
  const places: (Asked | null)[] = new Array(ASKED_MAX).fill(null);
  let last = 0;
  /** None before it is left. */
  let first = 1;

  function take(number: number): Asked | null {
    const question = places[number % ASKED_MAX] ?? null;
    if (question?.number !== number) return null;
    places[number % ASKED_MAX] = null;
    return question;
  }

  function* waiting(): Generator<Asked> {
    for (let number = first; number <= last; number += 1) {
      const question = places[number % ASKED_MAX];
      if (question?.number === number) yield question;
      else if (number === first) first += 1;
    }
  }

  const failAll = (peer: string, why: string): void => {
    for (const question of waiting()) {
      if (question.peer === peer) take(question.number)?.reject(new PeerSilentError(why));
    }
  };

  return {
    /** Sends a question under a number of its own, and settles as it is answered. Throws PeerSilentError. */
    ask: (peer: string, send: (number: number) => void): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const number = last + 1;
        if (places[number % ASKED_MAX] !== null) {
          reject(new PeerSilentError("too many questions wait"));
          return;
        }
        last = number;
        places[number % ASKED_MAX] = { number, peer, since: now(), resolve, reject };
        send(number);
      }),
    /** Null is no answer; what answers a question that nobody waits for any more is dropped. */
    answered(number: number, answer: Readonly<{ is: unknown }> | null): void {
      const question = take(number);
      if (answer) question?.resolve(answer.is);
      else question?.reject(new PeerSilentError("it failed"));
    },
    failAll,
    /** Ends what waited too long, with all that its peer was asked, and names the peers. */
    late(): Set<string> {
      const late = new Set<string>();
      const oldest = now() - ANSWER_MILLISECONDS_MAX;
      for (const { peer, since } of waiting()) {
        if (since > oldest) break;
        late.add(peer);
      }
      for (const peer of late) failAll(peer, "it is too slow");
      return late;
    },
    close(): void {
      for (const { peer } of waiting()) failAll(peer, "this instance ends");
    },
  };
}
