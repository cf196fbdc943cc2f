/** A key that belongs to one intent: the same input sent again keeps it, so that a retry is no second order. */
export type IntentKey = Readonly<{ keyFor: (input: unknown) => string; renew: () => void }>;

/**
 * Keeps the key of the current intent. Other input is another intent and gets a new key;
 * `renew` says that the same input is meant once more, such as after a refusal was remedied.
 */
export function makeIntentKey(newKey: () => string = () => crypto.randomUUID()): IntentKey {
  let current: { input: string; key: string } | null = null;
  return {
    keyFor(input) {
      const text = JSON.stringify(input);
      if (current?.input !== text) current = { input: text, key: newKey() };
      return current.key;
    },
    renew() {
      current = null;
    },
  };
}
