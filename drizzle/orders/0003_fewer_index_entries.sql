ALTER TABLE "orders"."outbox" DROP CONSTRAINT "outbox_position_is_taken_once";--> statement-breakpoint
ALTER TABLE "orders"."outbox" DROP CONSTRAINT "outbox_pkey";--> statement-breakpoint
ALTER TABLE "orders"."outbox" ADD PRIMARY KEY ("sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_position_is_taken_once" ON "orders"."outbox" USING btree ("position") WHERE "orders"."outbox"."position" is not null;
