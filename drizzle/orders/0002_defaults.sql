CREATE TABLE "orders"."defaults" (
	"order_id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"suspended_until" timestamp with time zone,
	CONSTRAINT "only_sellers_are_suspended" CHECK ("orders"."defaults"."suspended_until" is null or "orders"."defaults"."role" = 'SELLER')
);
--> statement-breakpoint
ALTER TABLE "orders"."consumer_cursors" ALTER COLUMN "position" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "orders"."defaults" ADD CONSTRAINT "defaults_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "orders"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "defaults_of_person" ON "orders"."defaults" USING btree ("user_id","role","at");