CREATE TABLE "catalog"."brands" (
	"slug" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "catalog"."categories" (
	"slug" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"authentication_required" boolean DEFAULT false NOT NULL,
	CONSTRAINT "category_names_are_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "catalog"."products" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"brand_slug" text NOT NULL,
	"category_slug" text NOT NULL,
	"style_code" text,
	"colorway" text,
	"description" text,
	"retail_minor" bigint,
	"retail_currency" text,
	"release_date" date,
	"palette" text NOT NULL,
	"featured_rank" integer,
	"search_title" text NOT NULL,
	"search_rest" text NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('simple', search_title), 'A') || setweight(to_tsvector('simple', search_rest), 'C')) STORED NOT NULL,
	"sort_featured" integer GENERATED ALWAYS AS (coalesce(featured_rank, 2147483647)) STORED NOT NULL,
	"sort_newest" integer GENERATED ALWAYS AS (coalesce(date '1970-01-01' - release_date, 2147483647)) STORED NOT NULL,
	"sort_name" text NOT NULL,
	"sort_cheapest" bigint GENERATED ALWAYS AS (coalesce(retail_minor, 9223372036854775807)) STORED NOT NULL,
	"sort_dearest" bigint GENERATED ALWAYS AS (coalesce(-retail_minor, 9223372036854775807)) STORED NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "product_slugs_are_unique" UNIQUE("slug"),
	CONSTRAINT "retail_price_is_positive" CHECK ("catalog"."products"."retail_minor" > 0),
	CONSTRAINT "retail_price_has_a_currency" CHECK (("catalog"."products"."retail_minor" is null) = ("catalog"."products"."retail_currency" is null)),
	CONSTRAINT "palette_is_three_colours" CHECK ("catalog"."products"."palette" ~ '^[0-9a-f]{6}(-[0-9a-f]{6}){2}$')
);
--> statement-breakpoint
CREATE TABLE "catalog"."variants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"product_id" uuid NOT NULL,
	"size" text,
	"sku" text NOT NULL,
	"position" integer NOT NULL,
	"tradable" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "skus_are_unique" UNIQUE("sku"),
	CONSTRAINT "variants_of_a_product_differ_in_size" UNIQUE NULLS NOT DISTINCT("product_id","size"),
	CONSTRAINT "variants_of_a_product_differ_in_place" UNIQUE("product_id","position")
);
--> statement-breakpoint
CREATE TABLE "catalog"."consumer_cursors" (
	"consumer" text NOT NULL,
	"producer" text NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"moved_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "consumer_cursors_consumer_producer_pk" PRIMARY KEY("consumer","producer")
);
--> statement-breakpoint
CREATE TABLE "catalog"."dead_letters" (
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
CREATE TABLE "catalog"."feed_readers" (
	"consumer" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"read_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "catalog"."outbox" (
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
CREATE TABLE "catalog"."stores" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"description" text,
	"owner_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "store_slugs_are_unique" UNIQUE("slug"),
	CONSTRAINT "store_names_are_unique" UNIQUE("name_key")
);
--> statement-breakpoint
ALTER TABLE "catalog"."products" ADD CONSTRAINT "product_brand_exists" FOREIGN KEY ("brand_slug") REFERENCES "catalog"."brands"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog"."products" ADD CONSTRAINT "product_category_exists" FOREIGN KEY ("category_slug") REFERENCES "catalog"."categories"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog"."variants" ADD CONSTRAINT "variant_product_exists" FOREIGN KEY ("product_id") REFERENCES "catalog"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "products_by_search" ON "catalog"."products" USING gin ("search");--> statement-breakpoint
CREATE INDEX "products_by_category" ON "catalog"."products" USING btree ("category_slug");--> statement-breakpoint
CREATE INDEX "products_by_brand" ON "catalog"."products" USING btree ("brand_slug");--> statement-breakpoint
CREATE INDEX "products_by_featured" ON "catalog"."products" USING btree ("sort_featured","sort_newest","id");--> statement-breakpoint
CREATE INDEX "products_by_newest" ON "catalog"."products" USING btree ("sort_newest","id");--> statement-breakpoint
CREATE INDEX "products_by_name" ON "catalog"."products" USING btree ("sort_name","id");--> statement-breakpoint
CREATE INDEX "products_by_cheapest" ON "catalog"."products" USING btree ("sort_cheapest","id");--> statement-breakpoint
CREATE INDEX "products_by_dearest" ON "catalog"."products" USING btree ("sort_dearest","id");--> statement-breakpoint
CREATE INDEX "outbox_waiting_for_a_position" ON "catalog"."outbox" USING btree ("sequence") WHERE "catalog"."outbox"."position" is null;--> statement-breakpoint
CREATE INDEX "stores_by_name" ON "catalog"."stores" USING btree ("name_key","id");--> statement-breakpoint
CREATE INDEX "stores_by_owner" ON "catalog"."stores" USING btree ("owner_id");