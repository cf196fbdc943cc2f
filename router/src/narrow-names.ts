/**
 * The names in a text, in the engine's narrow representation. The engine has one copy of each name that is somewhere a key, as
 * narrow or as wide as it came first, and gives it to whoever reads that name later, in JSON as well. A name that came first out
 * of a wide text (federation's libraries make some) makes all wide that it becomes a part of: requests to subgraphs, and
 * answers, which then are twice as long in memory and three times as dear to write. So ours come first. They stay first for as
 * long as the result is kept.
 */
export function narrowNames(text: string): ReadonlySet<string> {
  const names: Record<string, true> = {};
  for (const [name] of text.matchAll(/[A-Za-z_]\w*/g))
    names[Buffer.from(name, "latin1").toString("latin1")] = true;
  return new Set(Object.keys(names));
}
