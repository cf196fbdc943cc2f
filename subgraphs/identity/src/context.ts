import type { RequestFacts } from "@outcry/service";
import type { Commands } from "./commands/index.ts";
import type { Loaders } from "./loaders.ts";

/** What every resolver gets. */
export type Context = RequestFacts & Readonly<{ commands: Commands; loaders: Loaders }>;
