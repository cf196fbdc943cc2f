/** The migrated database that test databases are copied from. */
export const TEMPLATE = "outcry_test_template";
