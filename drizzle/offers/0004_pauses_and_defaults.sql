CREATE TABLE "offers"."pauses" (
	"trade_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"variant_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"sequence" bigint NOT NULL,
	"paused_at" timestamp with time zone NOT NULL,
	CONSTRAINT "pauses_trade_id_order_id_pk" PRIMARY KEY("trade_id","order_id")
);
--> statement-breakpoint
CREATE TABLE "offers"."payment_defaults" (
	"trade_id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"failed_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "offers"."waiting_busts" (
	"trade_id" uuid PRIMARY KEY NOT NULL,
	"variant_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"defaulted_by" text NOT NULL,
	"reason" text NOT NULL,
	"heard_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "offers"."book_orders" DROP CONSTRAINT "only_an_active_order_remains";--> statement-breakpoint
ALTER TABLE "offers"."traders" ADD COLUMN "selling_suspended_until" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "payment_defaults_to_settle" ON "offers"."payment_defaults" USING btree ("failed_at") WHERE "offers"."payment_defaults"."settled_at" is null;--> statement-breakpoint
ALTER TABLE "offers"."book_orders" ADD CONSTRAINT "only_an_active_or_paused_order_remains" CHECK (("offers"."book_orders"."state" in ('ACTIVE', 'PAUSED')) = ("offers"."book_orders"."remaining" > 0));--> statement-breakpoint
ALTER TABLE "offers"."book_orders" ADD CONSTRAINT "only_bids_are_paused" CHECK ("offers"."book_orders"."state" <> 'PAUSED' or "offers"."book_orders"."side" = 'BID');