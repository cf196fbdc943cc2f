CREATE TABLE "offers"."traders" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"has_payment_method" boolean DEFAULT false NOT NULL,
	"verified" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers"."variants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"product_id" uuid NOT NULL,
	"product_name" text NOT NULL,
	"size" text,
	"category_slug" text NOT NULL,
	"retail_minor" bigint,
	"retail_currency" text,
	"release_date" date,
	"tradable" boolean NOT NULL,
	"authentication_required" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers"."candles" (
	"variant_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"interval" text NOT NULL,
	"start" timestamp with time zone NOT NULL,
	"open_minor" bigint NOT NULL,
	"high_minor" bigint NOT NULL,
	"low_minor" bigint NOT NULL,
	"close_minor" bigint NOT NULL,
	"volume" bigint NOT NULL,
	"count" integer NOT NULL,
	"turnover" numeric NOT NULL,
	"returns" integer NOT NULL,
	"return_sum" double precision NOT NULL,
	"return_squares" double precision NOT NULL,
	CONSTRAINT "candles_variant_id_currency_interval_start_pk" PRIMARY KEY("variant_id","currency","interval","start"),
	CONSTRAINT "a_candle_holds_its_ends" CHECK ("offers"."candles"."low_minor" <= least("offers"."candles"."open_minor", "offers"."candles"."close_minor") and "offers"."candles"."high_minor" >= greatest("offers"."candles"."open_minor", "offers"."candles"."close_minor")),
	CONSTRAINT "a_candle_has_trades" CHECK ("offers"."candles"."count" > 0 and "offers"."candles"."volume" >= "offers"."candles"."count")
);
--> statement-breakpoint
CREATE TABLE "offers"."markets" (
	"variant_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"product_id" uuid NOT NULL,
	"sequence" bigint DEFAULT 0 NOT NULL,
	"lowest_ask_minor" bigint,
	"highest_bid_minor" bigint,
	"ask_pieces" bigint DEFAULT 0 NOT NULL,
	"bid_pieces" bigint DEFAULT 0 NOT NULL,
	"last_trade_id" uuid,
	"last_price_minor" bigint,
	"previous_price_minor" bigint,
	"next_expiry_at" timestamp with time zone,
	CONSTRAINT "markets_variant_id_currency_pk" PRIMARY KEY("variant_id","currency"),
	CONSTRAINT "a_book_is_never_crossed" CHECK ("offers"."markets"."highest_bid_minor" < "offers"."markets"."lowest_ask_minor"),
	CONSTRAINT "pieces_are_never_negative" CHECK ("offers"."markets"."ask_pieces" >= 0 and "offers"."markets"."bid_pieces" >= 0)
);
--> statement-breakpoint
CREATE TABLE "offers"."amendments" (
	"order_id" uuid NOT NULL,
	"variant_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"sequence" bigint NOT NULL,
	"price_before_minor" bigint NOT NULL,
	"quantity_before" integer NOT NULL,
	"price_minor" bigint NOT NULL,
	"quantity" integer NOT NULL,
	"amended_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers"."book_orders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"side" text NOT NULL,
	"variant_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"user_id" uuid NOT NULL,
	"price_minor" bigint NOT NULL,
	"quantity" integer NOT NULL,
	"filled" integer NOT NULL,
	"remaining" integer NOT NULL,
	"withdrawn" integer NOT NULL,
	"state" text NOT NULL,
	"priority" bigint NOT NULL,
	"placed_sequence" bigint NOT NULL,
	"closed_sequence" bigint,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "a_price_is_positive" CHECK ("offers"."book_orders"."price_minor" > 0),
	CONSTRAINT "every_piece_is_filled_remaining_or_withdrawn" CHECK ("offers"."book_orders"."filled" >= 0 and "offers"."book_orders"."remaining" >= 0 and "offers"."book_orders"."withdrawn" >= 0
        and "offers"."book_orders"."quantity" > 0 and "offers"."book_orders"."quantity" = "offers"."book_orders"."filled" + "offers"."book_orders"."remaining" + "offers"."book_orders"."withdrawn"),
	CONSTRAINT "only_an_active_order_remains" CHECK (("offers"."book_orders"."state" = 'ACTIVE') = ("offers"."book_orders"."remaining" > 0)),
	CONSTRAINT "an_order_out_of_the_book_left_it_once" CHECK (("offers"."book_orders"."state" = 'ACTIVE') = ("offers"."book_orders"."closed_sequence" is null))
);
--> statement-breakpoint
CREATE TABLE "offers"."consumer_cursors" (
	"consumer" text NOT NULL,
	"producer" text NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"moved_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "consumer_cursors_consumer_producer_pk" PRIMARY KEY("consumer","producer")
);
--> statement-breakpoint
CREATE TABLE "offers"."dead_letters" (
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
CREATE TABLE "offers"."feed_readers" (
	"consumer" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"read_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers"."idempotency_keys" (
	"user_id" uuid NOT NULL,
	"mutation" text NOT NULL,
	"key" text NOT NULL,
	"input_hash" text NOT NULL,
	"answer" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_user_id_mutation_key_pk" PRIMARY KEY("user_id","mutation","key")
);
--> statement-breakpoint
CREATE TABLE "offers"."outbox" (
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
CREATE TABLE "offers"."trades" (
	"id" uuid PRIMARY KEY NOT NULL,
	"variant_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"product_id" uuid NOT NULL,
	"bid_id" uuid NOT NULL,
	"ask_id" uuid NOT NULL,
	"buyer_id" uuid NOT NULL,
	"seller_id" uuid NOT NULL,
	"price_minor" bigint NOT NULL,
	"quantity" integer NOT NULL,
	"state" text NOT NULL,
	"taker" text NOT NULL,
	"executed_at" timestamp with time zone NOT NULL,
	"sequence" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"log_return" double precision,
	"defaulted_by" text,
	"busted_sequence" bigint,
	CONSTRAINT "a_trade_has_its_place_in_the_market" UNIQUE("variant_id","currency","sequence","ordinal"),
	CONSTRAINT "a_trade_has_pieces_and_a_price" CHECK ("offers"."trades"."quantity" > 0 and "offers"."trades"."price_minor" > 0),
	CONSTRAINT "nobody_trades_with_themselves" CHECK ("offers"."trades"."buyer_id" <> "offers"."trades"."seller_id"),
	CONSTRAINT "a_busted_trade_has_a_defaulter" CHECK (("offers"."trades"."state" = 'BUSTED') = ("offers"."trades"."defaulted_by" is not null)
        and ("offers"."trades"."state" = 'BUSTED') = ("offers"."trades"."busted_sequence" is not null))
);
--> statement-breakpoint
CREATE INDEX "variants_of_product" ON "offers"."variants" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "candles_of_the_hour" ON "offers"."candles" USING btree ("start") WHERE "offers"."candles"."interval" = 'HOUR';--> statement-breakpoint
CREATE INDEX "markets_of_product" ON "offers"."markets" USING btree ("product_id","currency");--> statement-breakpoint
CREATE INDEX "markets_to_sweep" ON "offers"."markets" USING btree ("next_expiry_at") WHERE "offers"."markets"."next_expiry_at" is not null;--> statement-breakpoint
CREATE INDEX "amendments_of_market" ON "offers"."amendments" USING btree ("variant_id","currency","sequence");--> statement-breakpoint
CREATE INDEX "bids_in_the_book" ON "offers"."book_orders" USING btree ("variant_id","currency","price_minor" DESC NULLS LAST,"priority") WHERE "offers"."book_orders"."state" = 'ACTIVE' and "offers"."book_orders"."side" = 'BID';--> statement-breakpoint
CREATE INDEX "asks_in_the_book" ON "offers"."book_orders" USING btree ("variant_id","currency","price_minor","priority") WHERE "offers"."book_orders"."state" = 'ACTIVE' and "offers"."book_orders"."side" = 'ASK';--> statement-breakpoint
CREATE INDEX "orders_by_expiry" ON "offers"."book_orders" USING btree ("variant_id","currency","expires_at") WHERE "offers"."book_orders"."state" = 'ACTIVE';--> statement-breakpoint
CREATE INDEX "orders_of_user" ON "offers"."book_orders" USING btree ("user_id","side","id");--> statement-breakpoint
CREATE INDEX "open_orders_of_user" ON "offers"."book_orders" USING btree ("user_id","side","id") WHERE "offers"."book_orders"."state" = 'ACTIVE';--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_at" ON "offers"."idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "outbox_waiting_for_a_position" ON "offers"."outbox" USING btree ("sequence") WHERE "offers"."outbox"."position" is null;--> statement-breakpoint
CREATE INDEX "trades_by_time" ON "offers"."trades" USING btree ("variant_id","currency","executed_at");--> statement-breakpoint
CREATE INDEX "trades_of_buyer" ON "offers"."trades" USING btree ("buyer_id","id");--> statement-breakpoint
CREATE INDEX "trades_of_seller" ON "offers"."trades" USING btree ("seller_id","id");