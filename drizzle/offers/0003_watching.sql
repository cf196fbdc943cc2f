CREATE TABLE "offers"."price_alerts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"variant_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"kind" text NOT NULL,
	"price_minor" bigint,
	"lowest_ask_then_minor" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"triggered_at" timestamp with time zone,
	"triggered_price_minor" bigint,
	CONSTRAINT "an_alert_has_a_price_when_it_waits_for_one" CHECK (("offers"."price_alerts"."kind" in ('ABOVE', 'BELOW')) = ("offers"."price_alerts"."price_minor" is not null))
);
--> statement-breakpoint
CREATE TABLE "offers"."watchlist" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"variant_id" uuid NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "a_variant_is_watched_once" UNIQUE("user_id","variant_id")
);
--> statement-breakpoint
CREATE INDEX "price_alerts_of_user" ON "offers"."price_alerts" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "price_alerts_waiting" ON "offers"."price_alerts" USING btree ("variant_id","currency") WHERE "offers"."price_alerts"."triggered_at" is null;--> statement-breakpoint
CREATE INDEX "price_alerts_told" ON "offers"."price_alerts" USING btree ("triggered_at") WHERE "offers"."price_alerts"."triggered_at" is not null;--> statement-breakpoint
CREATE INDEX "watchlist_of_user" ON "offers"."watchlist" USING btree ("user_id","id");