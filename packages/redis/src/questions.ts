import { NOWHERE, type Placed, Places } from "@outcry/kernel";
import { PeerSilentError } from "./peers.ts";

/** Who leaves a question unanswered for so long does not answer it. */
export const ANSWER_MILLISECONDS_MAX = 1_000;
const ASKED_MAX = 10_000;

type Asked = Placed &
  Readonly<{
    peer: string;
    since: number;
    resolve: (answer: unknown) => void;
    reject: (error: PeerSilentError) => void;
  }> & {
    /** In the order of asking, and never given twice; what is left of it when divided by ASKED_MAX is its place. */
    number: number;
  };

const peersOf = (questions: readonly Asked[]): Set<string> => new Set(questions.map(({ peer }) => peer));

/** The questions that this instance asked and that are not answered yet. */
export function makeQuestions(now: () => number) {
  const asked = new Places<Asked>();
  let count = 0;

  /** In the order they were asked. */
  const askedOf = (peer: string): Asked[] =>
    asked
      .all()
      .filter((question) => question.peer === peer)
      .sort((left, right) => left.number - right.number);

  const failAll = (peer: string, why: string): void => {
    for (const question of askedOf(peer)) {
      asked.remove(question);
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
        const question: Asked = { peer, since: now(), resolve, reject, place: NOWHERE, number: 0 };
        asked.add(question);
        count += 1;
        question.number = count * ASKED_MAX + question.place;
        send(question.number);
      }),
    /** Null is no answer; what answers a question that nobody waits for any more is dropped. */
    answered(number: number, answer: Readonly<{ is: unknown }> | null): void {
      const question = asked.at(number % ASKED_MAX);
      if (question?.number !== number) return;
      asked.remove(question);
      if (answer) question.resolve(answer.is);
      else question.reject(new PeerSilentError("it failed"));
    },
    failAll,
    /** Ends what waited too long, with all that its peer was asked, and names the peers. */
    late(): Set<string> {
      const oldest = now() - ANSWER_MILLISECONDS_MAX;
      const late = peersOf(asked.all().filter(({ since }) => since <= oldest));
      for (const peer of late) failAll(peer, "it is too slow");
      return late;
    },
    close(): void {
      for (const peer of peersOf(asked.all())) failAll(peer, "this instance ends");
    },
  };
}
