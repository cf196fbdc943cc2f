import { readEnvironment } from "@outcry/service";
import { z } from "zod";

const Environment = z.object({
  IDENTITY_SIGNING_KEY: z
    .string()
    .min(1)
    // A PEM in an environment file is written on one line.
    .transform((key) => key.replaceAll("\\n", "\n"))
    .describe("Ed25519 private key that signs access tokens: PKCS #8 PEM, or a JWK as JSON."),
});

/** What identity reads from the environment besides what every subgraph of a fleet does. */
export const readIdentityConfig = (environment: Record<string, string | undefined>) => {
  const read = readEnvironment("identity", Environment, environment);
  return Object.freeze({ signingKey: read.IDENTITY_SIGNING_KEY });
};
