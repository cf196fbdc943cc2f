ALTER TABLE "offers"."outbox" DROP CONSTRAINT "outbox_position_is_taken_once";--> statement-breakpoint
DROP INDEX "offers"."orders_of_user";--> statement-breakpoint
ALTER TABLE "offers"."outbox" DROP CONSTRAINT "outbox_pkey";--> statement-breakpoint
ALTER TABLE "offers"."outbox" ADD PRIMARY KEY ("sequence");--> statement-breakpoint
CREATE INDEX "closed_orders_of_user" ON "offers"."book_orders" USING btree ("user_id","side","id") WHERE "offers"."book_orders"."state" <> 'ACTIVE';--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_position_is_taken_once" ON "offers"."outbox" USING btree ("position") WHERE "offers"."outbox"."position" is not null;
