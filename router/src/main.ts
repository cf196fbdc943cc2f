import { httpFeed, makeLogger, runProcess } from "@outcry/service";
import { identityOf, passportsOf, processEnvironment, processFlags, readConfig } from "./config.ts";
import { redisCounter } from "./redis-counter.ts";
import { createRouter } from "./router.ts";

await runProcess(async () => {
  const config = readConfig(processFlags(), processEnvironment());
  const identity = identityOf(config);
  // Sessions that are ended must end here too, within seconds: the router follows what identity announces.
  const feed = identity?.line ? httpFeed(identity.line) : undefined;
  const log = makeLogger("router", config.OUTCRY_LOG_LEVEL);
  const counter = config.REDIS_URL ? redisCounter({ url: config.REDIS_URL, log }) : undefined;
  const router = createRouter({
    supergraph: { file: config.ROUTER_SUPERGRAPH },
    subgraphs: config.subgraphs,
    passports: passportsOf(config),
    identity: identity && { url: identity.url, feed },
    host: config.OUTCRY_HOST,
    port: config.ROUTER_PORT,
    limits: config.ROUTER_LIMITS,
    rates: config.OUTCRY_RATE_LIMITS,
    rateCounter: counter,
    introspection: config.ROUTER_INTROSPECTION === "on",
    sandbox: config.ROUTER_SANDBOX === "on",
    trustedProxies: config.ROUTER_TRUSTED_PROXIES,
    trustedDocuments: {
      file: config.ROUTER_TRUSTED_DOCUMENTS,
      mode: config.ROUTER_TRUSTED_DOCUMENTS_MODE,
    },
    storefrontOrigins: config.ROUTER_STOREFRONT_ORIGINS,
    logger: log,
  });
  await router.start();
  return {
    async stop() {
      await router.stop();
      await feed?.close();
      counter?.close();
    },
  };
});
