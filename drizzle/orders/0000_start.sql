CREATE TABLE "orders"."consumer_cursors" (
	"consumer" text NOT NULL,
	"producer" text NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"moved_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "consumer_cursors_consumer_producer_pk" PRIMARY KEY("consumer","producer")
);
--> statement-breakpoint
CREATE TABLE "orders"."dead_letters" (
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
CREATE TABLE "orders"."default_addresses" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"address" jsonb,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orders"."feed_readers" (
	"consumer" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"read_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orders"."order_events" (
	"id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"type" text NOT NULL,
	"from_state" text,
	"to_state" text NOT NULL,
	"message" text NOT NULL,
	"data" jsonb,
	"occurred_at" timestamp with time zone NOT NULL,
	CONSTRAINT "order_events_order_id_number_pk" PRIMARY KEY("order_id","number"),
	CONSTRAINT "an_event_has_its_own_id" UNIQUE("id"),
	CONSTRAINT "events_count_from_one" CHECK ("orders"."order_events"."number" >= 1)
);
--> statement-breakpoint
CREATE TABLE "orders"."order_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"variant_id" uuid,
	"listing_id" uuid,
	"quantity" integer NOT NULL,
	"unit_price_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	CONSTRAINT "a_line_has_its_own_place" UNIQUE("order_id","number"),
	CONSTRAINT "a_line_is_for_one_thing" CHECK (num_nonnulls("orders"."order_lines"."variant_id", "orders"."order_lines"."listing_id") = 1),
	CONSTRAINT "a_quantity_is_positive" CHECK ("orders"."order_lines"."quantity" > 0),
	CONSTRAINT "a_unit_price_is_positive" CHECK ("orders"."order_lines"."unit_price_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "orders"."orders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"trade_id" uuid,
	"offer_id" uuid,
	"cart_id" uuid,
	"state" text NOT NULL,
	"buyer_id" uuid NOT NULL,
	"seller_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"subtotal_minor" bigint NOT NULL,
	"shipping_minor" bigint NOT NULL,
	"total_minor" bigint NOT NULL,
	"transaction_fee_minor" bigint,
	"processing_fee_minor" bigint,
	"payout_minor" bigint,
	"category_slug" text,
	"authentication_required" boolean NOT NULL,
	"shipping_address" jsonb,
	"confirmed_at" timestamp with time zone,
	"ship_by" timestamp with time zone,
	"cancellation_reason" text,
	"defaulted_by" text,
	"cancellation_sentence" text,
	"cancellation_detail" text,
	"event_count" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "an_order_number_is_given_once" UNIQUE("number"),
	CONSTRAINT "a_trade_becomes_one_order" UNIQUE("trade_id"),
	CONSTRAINT "an_offer_becomes_one_order" UNIQUE("offer_id"),
	CONSTRAINT "an_order_comes_through_exactly_one_door" CHECK (num_nonnulls("orders"."orders"."trade_id", "orders"."orders"."offer_id", "orders"."orders"."cart_id") = 1),
	CONSTRAINT "nobody_buys_from_themselves" CHECK ("orders"."orders"."buyer_id" <> "orders"."orders"."seller_id"),
	CONSTRAINT "a_subtotal_is_positive" CHECK ("orders"."orders"."subtotal_minor" > 0),
	CONSTRAINT "shipping_is_not_negative" CHECK ("orders"."orders"."shipping_minor" >= 0),
	CONSTRAINT "the_total_is_the_subtotal_and_shipping" CHECK ("orders"."orders"."total_minor" = "orders"."orders"."subtotal_minor" + "orders"."orders"."shipping_minor"),
	CONSTRAINT "fees_and_payout_make_up_the_subtotal" CHECK ("orders"."orders"."transaction_fee_minor" + "orders"."orders"."processing_fee_minor" + "orders"."orders"."payout_minor" = "orders"."orders"."subtotal_minor"
        or num_nonnulls("orders"."orders"."transaction_fee_minor", "orders"."orders"."processing_fee_minor", "orders"."orders"."payout_minor") = 0),
	CONSTRAINT "an_order_that_was_confirmed_has_a_deadline" CHECK ("orders"."orders"."state" in ('PENDING', 'AWAITING_PAYMENT', 'CANCELLED', 'REFUNDED')
        or num_nonnulls("orders"."orders"."confirmed_at", "orders"."orders"."ship_by") = 2),
	CONSTRAINT "a_cancelled_order_says_why" CHECK (("orders"."orders"."state" = 'CANCELLED') <= ("orders"."orders"."cancellation_reason" is not null)),
	CONSTRAINT "a_state_is_one_of_the_lifecycle" CHECK ("orders"."orders"."state" in ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'SELLER_SHIPPING', 'AUTHENTICATING',
        'AUTHENTICATED', 'SHIPPING_TO_BUYER', 'DELIVERED', 'COMPLETED', 'CANCELLED', 'AUTHENTICATION_FAILED',
        'RETURNED', 'REFUNDED'))
);
--> statement-breakpoint
CREATE TABLE "orders"."outbox" (
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
CREATE TABLE "orders"."shipments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"leg" text NOT NULL,
	"carrier" text NOT NULL,
	"tracking_number" text NOT NULL,
	"shipped_at" timestamp with time zone NOT NULL,
	"delivered_at" timestamp with time zone,
	CONSTRAINT "an_order_is_shipped_once_a_leg" UNIQUE("order_id","leg"),
	CONSTRAINT "a_parcel_arrives_after_it_was_sent" CHECK ("orders"."shipments"."delivered_at" >= "orders"."shipments"."shipped_at")
);
--> statement-breakpoint
ALTER TABLE "orders"."order_events" ADD CONSTRAINT "order_events_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "orders"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders"."order_lines" ADD CONSTRAINT "order_lines_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "orders"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders"."shipments" ADD CONSTRAINT "shipments_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "orders"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "orders_by_buyer" ON "orders"."orders" USING btree ("buyer_id","created_at","id");--> statement-breakpoint
CREATE INDEX "orders_by_seller" ON "orders"."orders" USING btree ("seller_id","created_at","id");--> statement-breakpoint
CREATE INDEX "orders_by_cart" ON "orders"."orders" USING btree ("cart_id") WHERE "orders"."orders"."cart_id" is not null;--> statement-breakpoint
CREATE INDEX "orders_waiting_to_be_shipped" ON "orders"."orders" USING btree ("ship_by") WHERE "orders"."orders"."state" = 'CONFIRMED';--> statement-breakpoint
CREATE INDEX "outbox_waiting_for_a_position" ON "orders"."outbox" USING btree ("sequence") WHERE "orders"."outbox"."position" is null;