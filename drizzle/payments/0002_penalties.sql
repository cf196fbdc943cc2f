CREATE TABLE "payments"."penalties" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"order_number" text NOT NULL,
	"payment_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"method_ref" text,
	"customer_ref" text,
	"attempt" integer DEFAULT 1 NOT NULL,
	"intent_ref" text,
	"charge_ref" text,
	"tries" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "an_order_has_one_penalty" UNIQUE("order_id"),
	CONSTRAINT "a_charge_pays_one_penalty" UNIQUE("charge_ref"),
	CONSTRAINT "a_penalty_is_positive" CHECK ("payments"."penalties"."amount_minor" > 0),
	CONSTRAINT "a_state_of_a_penalty_is_known" CHECK ("payments"."penalties"."state" in ('DUE', 'OWED', 'CHARGED', 'DEDUCTED')),
	CONSTRAINT "a_charged_penalty_was_charged" CHECK (("payments"."penalties"."state" = 'CHARGED') = ("payments"."penalties"."charge_ref" is not null)),
	CONSTRAINT "a_collected_penalty_is_settled" CHECK (("payments"."penalties"."state" in ('CHARGED', 'DEDUCTED')) = ("payments"."penalties"."settled_at" is not null))
);
--> statement-breakpoint
ALTER TABLE "payments"."consumer_cursors" ALTER COLUMN "position" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "payments"."payments" ALTER COLUMN "refunded_minor" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "payments"."payment_methods" ADD COLUMN "declined_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "penalties_due" ON "payments"."penalties" USING btree ("due_at") WHERE "payments"."penalties"."state" = 'DUE';--> statement-breakpoint
CREATE INDEX "penalties_owed" ON "payments"."penalties" USING btree ("user_id") WHERE "payments"."penalties"."state" = 'OWED';--> statement-breakpoint
-- What defaults cost those who caused them.
insert into accounts (name, kind) values ('penalties', 'REVENUE');
