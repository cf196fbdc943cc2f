import type { Database } from "@outcry/database";
import type { Doorbell } from "@outcry/outbox";
import type { AccessTokens } from "./access-tokens.ts";
import type { Passwords } from "./passwords.ts";

/** What commands of identity work with. */
export type CommandDependencies = Readonly<{
  database: Database;
  doorbell: Doorbell;
  passwords: Passwords;
  accessTokens: AccessTokens;
}>;
