CREATE TABLE "offers"."answers" (
	"digest" uuid PRIMARY KEY NOT NULL,
	"input_digest" uuid NOT NULL,
	"answer" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "answers_by_age" ON "offers"."answers" USING brin ("created_at");--> statement-breakpoint
-- What was answered already stays answered: the digests are the first halves of SHA-256, as commands/keyed-request.ts makes them.
INSERT INTO "offers"."answers" ("digest", "input_digest", "answer", "created_at")
SELECT substr(encode(sha256(convert_to("user_id" || ' ' || "mutation" || ' ' || "key", 'UTF8')), 'hex'), 1, 32)::uuid,
       substr(encode(decode(translate("input_hash", '-_', '+/') || '=', 'base64'), 'hex'), 1, 32)::uuid,
       "answer"::text, "created_at"
  FROM "offers"."idempotency_keys" WHERE "answer" IS NOT NULL AND length("input_hash") = 43;
