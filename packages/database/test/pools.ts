import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { connectDatabase, type Database, type DatabaseOptions, type Tx } from "../src/index.ts";

/** A database with one table to leave marks in, for the tests of one file. */
export type Pools = {
  readonly url: string;
  readonly administrator: Database;
  /** A pool to be tried, that is closed after the test. */
  connect(options?: Partial<DatabaseOptions>): Database;
  closeAll(): Promise<void>;
  /** What was left there, in alphabetical order. */
  marks(): Promise<string[]>;
};

export const mark = (tx: Tx, word: string) => tx.execute(sql`insert into marks values (${word})`);

export function preparePools(): Pools {
  const opened: Database[] = [];
  let test: TestDatabase;
  let administrator: Database;
  const closeAll = async (): Promise<void> => {
    await Promise.all(opened.splice(0).map((database) => database.close()));
  };
  beforeAll(async () => {
    test = await createTestDatabase();
    administrator = connectDatabase({ url: test.adminUrl, applicationName: "administrator" });
    await administrator.sql`create table marks (word text constraint mark_has_its_own_word unique)`;
  });
  afterAll(async () => {
    await administrator.close();
    await test.drop();
  });
  beforeEach(async () => {
    await administrator.sql`truncate marks`;
  });
  afterEach(closeAll);
  return {
    get url() {
      return test.adminUrl;
    },
    get administrator() {
      return administrator;
    },
    connect: (options = {}) => {
      const database = connectDatabase({ url: test.adminUrl, applicationName: "under test", ...options });
      opened.push(database);
      return database;
    },
    closeAll,
    marks: async () => {
      const rows = await administrator.sql`select word from marks order by word`;
      return rows.map((row) => row.word);
    },
  };
}
