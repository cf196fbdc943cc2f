CREATE TABLE "offers"."placed_totals" (
	"user_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"orders" bigint NOT NULL,
	"asks_minor" bigint NOT NULL,
	CONSTRAINT "placed_totals_user_id_currency_pk" PRIMARY KEY("user_id","currency")
);
--> statement-breakpoint
-- Each of their orders takes a new version of one row: there is room for it on the same page.
ALTER TABLE "offers"."placed_totals" SET (fillfactor = 50);
