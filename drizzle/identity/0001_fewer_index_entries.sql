ALTER TABLE "identity"."outbox" DROP CONSTRAINT "outbox_position_is_taken_once";--> statement-breakpoint
ALTER TABLE "identity"."outbox" DROP CONSTRAINT "outbox_pkey";--> statement-breakpoint
ALTER TABLE "identity"."outbox" ADD PRIMARY KEY ("sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_position_is_taken_once" ON "identity"."outbox" USING btree ("position") WHERE "identity"."outbox"."position" is not null;
