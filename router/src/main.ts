import { makeLogger } from "@outcry/service";
import { processEnvironment, processFlags, type RouterConfig, readConfig } from "./config.ts";
import { createRouter } from "./router.ts";

const log = makeLogger("router");

function passportsOf({ passports, ROUTER_PASSPORT_KEYS: keys = {} }: RouterConfig) {
  if (passports === "off") return "off";
  return {
    keyFor: (audience: string, signer: string): string => {
      const key = keys[`${audience}:${signer}`];
      if (!key) throw new Error(`ROUTER_PASSPORT_KEYS has no key for ${audience}:${signer}.`);
      return key;
    },
  };
}

async function main(): Promise<void> {
  const config = readConfig(processFlags(), processEnvironment());
  const router = createRouter({
    supergraph: { file: config.ROUTER_SUPERGRAPH },
    subgraphs: config.ROUTER_SUBGRAPHS,
    passports: passportsOf(config),
    identity: config.ROUTER_IDENTITY_URL ? { url: config.ROUTER_IDENTITY_URL } : null,
    host: config.ROUTER_HOST,
    port: config.ROUTER_PORT,
    limits: config.ROUTER_LIMITS,
    rates: config.OUTCRY_RATE_LIMITS,
    introspection: config.ROUTER_INTROSPECTION === "on",
    sandbox: config.ROUTER_SANDBOX === "on",
    storefrontOrigins: config.ROUTER_STOREFRONT_ORIGINS,
    logger: log,
  });
  const stop = () => router.stop().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  await router.start();
}

main().catch((fault) => {
  log.fatal(fault instanceof Error ? fault.message : String(fault));
  process.exit(1);
});
