CREATE TABLE "offers"."market_halts" (
	"variant_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"sequence" bigint NOT NULL,
	"halted" boolean NOT NULL,
	"by_user_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "market_halts_variant_id_currency_sequence_pk" PRIMARY KEY("variant_id","currency","sequence")
);
--> statement-breakpoint
ALTER TABLE "offers"."markets" ADD COLUMN "halted" boolean DEFAULT false NOT NULL;