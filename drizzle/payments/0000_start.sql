CREATE TABLE "payments"."accounts" (
	"name" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"owner_id" uuid,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "a_kind_of_account_is_known" CHECK ("payments"."accounts"."kind" in ('CLEARING', 'ESCROW', 'SELLER', 'REVENUE')),
	CONSTRAINT "a_sellers_account_is_somebodys" CHECK (("payments"."accounts"."kind" = 'SELLER') = ("payments"."accounts"."owner_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "payments"."consumer_cursors" (
	"consumer" text NOT NULL,
	"producer" text NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"moved_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "consumer_cursors_consumer_producer_pk" PRIMARY KEY("consumer","producer")
);
--> statement-breakpoint
CREATE TABLE "payments"."customers" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"provider_ref" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "a_customer_is_one_person" UNIQUE("provider_ref")
);
--> statement-breakpoint
CREATE TABLE "payments"."dead_letters" (
	"consumer" text NOT NULL,
	"producer" text NOT NULL,
	"position" bigint NOT NULL,
	"event" jsonb NOT NULL,
	"error" text NOT NULL,
	"attempts" integer NOT NULL,
	"buried_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "dead_letters_consumer_producer_position_pk" PRIMARY KEY("consumer","producer","position")
);
--> statement-breakpoint
CREATE TABLE "payments"."entries" (
	"id" uuid NOT NULL,
	"journal_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"account" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "entries_journal_id_number_pk" PRIMARY KEY("journal_id","number"),
	CONSTRAINT "an_entry_has_its_own_id" UNIQUE("id"),
	CONSTRAINT "an_entry_moves_something" CHECK ("payments"."entries"."amount_minor" <> 0)
);
--> statement-breakpoint
CREATE TABLE "payments"."feed_readers" (
	"consumer" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"read_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payments"."journals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"description" text NOT NULL,
	"payment_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"posted_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "a_fact_is_booked_once" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "payments"."outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigserial NOT NULL,
	"position" bigint,
	"aggregate_type" text NOT NULL,
	"aggregate_id" text NOT NULL,
	"type" text NOT NULL,
	"version" text NOT NULL,
	"payload" jsonb NOT NULL,
	"trace_context" text,
	"occurred_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_position_is_taken_once" UNIQUE("position")
);
--> statement-breakpoint
CREATE TABLE "payments"."payment_methods" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"provider_ref" text NOT NULL,
	"brand" text NOT NULL,
	"last4" text NOT NULL,
	"expiry_month" integer NOT NULL,
	"expiry_year" integer NOT NULL,
	"is_default" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp with time zone,
	"detached_at" timestamp with time zone,
	CONSTRAINT "a_method_is_saved_once" UNIQUE("provider_ref"),
	CONSTRAINT "a_removed_method_is_not_charged" CHECK ("payments"."payment_methods"."removed_at" is null or not "payments"."payment_methods"."is_default"),
	CONSTRAINT "an_expiry_month_is_a_month" CHECK ("payments"."payment_methods"."expiry_month" between 1 and 12)
);
--> statement-breakpoint
CREATE TABLE "payments"."payments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"order_number" text NOT NULL,
	"buyer_id" uuid NOT NULL,
	"seller_id" uuid NOT NULL,
	"state" text NOT NULL,
	"provider" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"refunded_minor" bigint DEFAULT 0 NOT NULL,
	"category_slug" text,
	"transaction_fee_minor" bigint NOT NULL,
	"processing_fee_minor" bigint NOT NULL,
	"payout_minor" bigint NOT NULL,
	"method_ref" text,
	"customer_ref" text,
	"attempt" integer DEFAULT 1 NOT NULL,
	"intent_ref" text,
	"charge_ref" text,
	"transfer_ref" text,
	"refund_ref" text,
	"is_unwanted" boolean DEFAULT false NOT NULL,
	"failure_code" text,
	"failure_message" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "an_order_has_one_payment" UNIQUE("order_id"),
	CONSTRAINT "an_intent_pays_for_one_order" UNIQUE("intent_ref"),
	CONSTRAINT "a_charge_pays_for_one_order" UNIQUE("charge_ref"),
	CONSTRAINT "a_transfer_releases_one_payment" UNIQUE("transfer_ref"),
	CONSTRAINT "a_refund_is_of_one_payment" UNIQUE("refund_ref"),
	CONSTRAINT "an_amount_is_positive" CHECK ("payments"."payments"."amount_minor" > 0),
	CONSTRAINT "nobody_pays_themselves" CHECK ("payments"."payments"."buyer_id" <> "payments"."payments"."seller_id"),
	CONSTRAINT "fees_and_payout_make_up_the_amount" CHECK ("payments"."payments"."transaction_fee_minor" + "payments"."payments"."processing_fee_minor" + "payments"."payments"."payout_minor" = "payments"."payments"."amount_minor"
        and least("payments"."payments"."transaction_fee_minor", "payments"."payments"."processing_fee_minor", "payments"."payments"."payout_minor") >= 0),
	CONSTRAINT "a_refund_is_at_most_the_amount" CHECK ("payments"."payments"."refunded_minor" between 0 and "payments"."payments"."amount_minor"),
	CONSTRAINT "a_failed_payment_says_why" CHECK (("payments"."payments"."state" = 'FAILED') = ("payments"."payments"."failure_message" is not null)),
	CONSTRAINT "a_held_payment_was_charged" CHECK ("payments"."payments"."state" not in ('HELD', 'RELEASED', 'REFUNDED') or "payments"."payments"."provider" = 'history'
        or "payments"."payments"."charge_ref" is not null),
	CONSTRAINT "a_provider_is_known" CHECK ("payments"."payments"."provider" in ('stripe', 'history')),
	CONSTRAINT "a_state_is_one_of_the_lifecycle" CHECK ("payments"."payments"."state" in ('PENDING', 'REQUIRES_ACTION', 'HELD', 'RELEASED', 'REFUNDED', 'FAILED'))
);
--> statement-breakpoint
CREATE TABLE "payments"."provider_event_cursor" (
	"provider" text PRIMARY KEY NOT NULL,
	"read_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payments"."provider_events" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"payload" jsonb NOT NULL,
	"source" text NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"applied_at" timestamp with time zone,
	"last_error" text,
	CONSTRAINT "a_source_is_known" CHECK ("payments"."provider_events"."source" in ('WEBHOOK', 'POLL'))
);
--> statement-breakpoint
CREATE TABLE "payments"."provider_steps" (
	"id" uuid PRIMARY KEY NOT NULL,
	"payment_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "a_payment_has_one_step_of_a_kind" UNIQUE("payment_id","kind"),
	CONSTRAINT "a_kind_is_known" CHECK ("payments"."provider_steps"."kind" in ('CHARGE', 'RELEASE', 'REFUND'))
);
--> statement-breakpoint
CREATE TABLE "payments"."seller_accounts" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"provider_ref" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "a_seller_account_is_one_persons" UNIQUE("provider_ref")
);
--> statement-breakpoint
CREATE TABLE "payments"."variants" (
	"variant_id" uuid PRIMARY KEY NOT NULL,
	"category_slug" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "payments"."entries" ADD CONSTRAINT "entries_journal_id_journals_id_fk" FOREIGN KEY ("journal_id") REFERENCES "payments"."journals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments"."entries" ADD CONSTRAINT "entries_account_accounts_name_fk" FOREIGN KEY ("account") REFERENCES "payments"."accounts"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments"."payment_methods" ADD CONSTRAINT "payment_methods_user_id_customers_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "payments"."customers"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments"."provider_steps" ADD CONSTRAINT "provider_steps_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "payments"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "entries_by_account" ON "payments"."entries" USING btree ("account","currency");--> statement-breakpoint
CREATE INDEX "journals_by_time" ON "payments"."journals" USING btree ("posted_at","id");--> statement-breakpoint
CREATE INDEX "journals_by_order" ON "payments"."journals" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "journals_by_payment" ON "payments"."journals" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "outbox_waiting_for_a_position" ON "payments"."outbox" USING btree ("sequence") WHERE "payments"."outbox"."position" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "a_person_has_one_default_method" ON "payments"."payment_methods" USING btree ("user_id") WHERE "payments"."payment_methods"."is_default";--> statement-breakpoint
CREATE INDEX "payment_methods_on_file" ON "payments"."payment_methods" USING btree ("user_id","created_at") WHERE "payments"."payment_methods"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "payment_methods_to_detach" ON "payments"."payment_methods" USING btree ("removed_at") WHERE "payments"."payment_methods"."removed_at" is not null and "payments"."payment_methods"."detached_at" is null;--> statement-breakpoint
CREATE INDEX "payments_held_for_a_seller" ON "payments"."payments" USING btree ("seller_id") WHERE "payments"."payments"."state" = 'HELD';--> statement-breakpoint
CREATE INDEX "provider_events_to_apply" ON "payments"."provider_events" USING btree ("due_at") WHERE "payments"."provider_events"."applied_at" is null;--> statement-breakpoint
CREATE INDEX "provider_steps_due" ON "payments"."provider_steps" USING btree ("due_at") WHERE "payments"."provider_steps"."done_at" is null;