import { z } from "zod";

/** What identity reads from the environment besides what every subgraph of a fleet does. */
export const identityEnvironment = z.object({
  IDENTITY_SIGNING_KEY: z
    .string({
      error: "must be the Ed25519 private key that signs access tokens: PKCS #8 PEM, or a JWK as JSON",
    })
    // A PEM in an environment file is written on one line.
    .transform((key) => key.replaceAll("\\n", "\n")),
});

/** The only reader of the environment in this process. */
export const environment = (): Record<string, string | undefined> => process.env;
