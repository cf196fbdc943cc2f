ALTER TABLE "payments"."outbox" DROP CONSTRAINT "outbox_position_is_taken_once";--> statement-breakpoint
ALTER TABLE "payments"."outbox" DROP CONSTRAINT "outbox_pkey";--> statement-breakpoint
ALTER TABLE "payments"."outbox" ADD PRIMARY KEY ("sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_position_is_taken_once" ON "payments"."outbox" USING btree ("position") WHERE "payments"."outbox"."position" is not null;
