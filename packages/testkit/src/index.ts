export { makeRedis, missingRedis, type RedisServer } from "./redis-server.ts";
export { createTestDatabase, type TestDatabase } from "./test-database.ts";
