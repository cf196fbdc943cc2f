import { z } from "zod";

const text = (most: number) => z.string().max(most);

/** What `POST /session` takes, as JSON or as a form. The graph checks the values; this only bounds them. */
export const sessionRequest = z.discriminatedUnion("action", [
  z.object({
    action: z.literal("sign-in"),
    email: text(320),
    password: text(1_000),
    totpCode: text(20).optional(),
    to: text(1_000).optional(),
  }),
  z.object({
    action: z.literal("register"),
    email: text(320),
    password: text(1_000),
    displayName: text(200),
    to: text(1_000).optional(),
  }),
  z.object({ action: z.literal("refresh") }),
  z.object({ action: z.literal("sign-out") }),
]);

export type SessionRequest = z.infer<typeof sessionRequest>;

/** What it answers: no token in it, ever. */
export type SessionAnswer = Readonly<{
  ok: boolean;
  mfaRequired?: boolean;
  problems: readonly Readonly<{ field: string | null; message: string }>[];
}>;
