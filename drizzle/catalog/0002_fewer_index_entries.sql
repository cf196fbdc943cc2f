ALTER TABLE "catalog"."outbox" DROP CONSTRAINT "outbox_position_is_taken_once";--> statement-breakpoint
ALTER TABLE "catalog"."outbox" DROP CONSTRAINT "outbox_pkey";--> statement-breakpoint
ALTER TABLE "catalog"."outbox" ADD PRIMARY KEY ("sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_position_is_taken_once" ON "catalog"."outbox" USING btree ("position") WHERE "catalog"."outbox"."position" is not null;
