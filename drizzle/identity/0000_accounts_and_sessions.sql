CREATE TABLE "identity"."accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"display_name" text NOT NULL,
	"password_hash" text NOT NULL,
	"roles" text[] NOT NULL,
	"seller_verified" boolean DEFAULT false NOT NULL,
	"seller_decided_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "emails_are_unique" UNIQUE("email"),
	CONSTRAINT "email_is_lower_case" CHECK ("identity"."accounts"."email" !~ '[A-Z]'),
	CONSTRAINT "passwords_are_hashed" CHECK ("identity"."accounts"."password_hash" like '$argon2id$%'),
	CONSTRAINT "roles_are_known" CHECK ("identity"."accounts"."roles" <@ array['BUYER', 'SELLER', 'AUTHENTICATOR', 'SUPPORT', 'ADMIN'])
);
--> statement-breakpoint
CREATE TABLE "identity"."addresses" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"recipient" text NOT NULL,
	"line1" text NOT NULL,
	"line2" text,
	"city" text NOT NULL,
	"region" text,
	"postal_code" text NOT NULL,
	"country_code" text NOT NULL,
	"is_default" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "country_is_two_letters" CHECK ("identity"."addresses"."country_code" ~ '^[A-Z]{2}$')
);
--> statement-breakpoint
CREATE TABLE "identity"."api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"name" text NOT NULL,
	"secret_hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"requests_per_minute" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_key_secrets_are_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "identity"."consumer_cursors" (
	"consumer" text NOT NULL,
	"producer" text NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"moved_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "consumer_cursors_consumer_producer_pk" PRIMARY KEY("consumer","producer")
);
--> statement-breakpoint
CREATE TABLE "identity"."dead_letters" (
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
CREATE TABLE "identity"."feed_readers" (
	"consumer" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"read_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."outbox" (
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
CREATE TABLE "identity"."login_failures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_key" text NOT NULL,
	"failed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."refresh_tokens" (
	"hash" text PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "identity"."sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "identity"."socket_tickets" (
	"hash" text PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "identity"."addresses" ADD CONSTRAINT "address_account_exists" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."api_keys" ADD CONSTRAINT "api_key_account_exists" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."refresh_tokens" ADD CONSTRAINT "refresh_token_session_exists" FOREIGN KEY ("session_id") REFERENCES "identity"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "session_account_exists" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."socket_tickets" ADD CONSTRAINT "socket_ticket_session_exists" FOREIGN KEY ("session_id") REFERENCES "identity"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "addresses_by_account" ON "identity"."addresses" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_default_address_each" ON "identity"."addresses" USING btree ("account_id") WHERE "identity"."addresses"."is_default";--> statement-breakpoint
CREATE INDEX "api_keys_by_account" ON "identity"."api_keys" USING btree ("account_id") WHERE "identity"."api_keys"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "outbox_waiting_for_a_position" ON "identity"."outbox" USING btree ("sequence") WHERE "identity"."outbox"."position" is null;--> statement-breakpoint
CREATE INDEX "login_failures_by_account" ON "identity"."login_failures" USING btree ("account_key","failed_at");--> statement-breakpoint
CREATE INDEX "login_failures_by_age" ON "identity"."login_failures" USING btree ("failed_at");--> statement-breakpoint
CREATE INDEX "refresh_tokens_by_session" ON "identity"."refresh_tokens" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "sessions_by_account" ON "identity"."sessions" USING btree ("account_id","created_at") WHERE "identity"."sessions"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "sessions_by_expiry" ON "identity"."sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "socket_tickets_by_expiry" ON "identity"."socket_tickets" USING btree ("expires_at");