import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { settings } from "./settings.ts";

/** What a job remembers between runs, in a file of its own that only its owner reads (it holds API keys). */
export function jobState<State>(name: string): { load(): State | null; save(state: State): void } {
  const file = join(settings.stateDirectory, `${name}.json`);
  return {
    load: () => (existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as State) : null),
    save(state) {
      mkdirSync(settings.stateDirectory, { recursive: true });
      const draft = `${file}.${process.pid}`;
      writeFileSync(draft, JSON.stringify(state), { mode: 0o600 });
      renameSync(draft, file);
    },
  };
}
