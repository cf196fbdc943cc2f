CREATE TABLE "offers"."candle_progress" (
	"variant_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "candle_progress_variant_id_currency_pk" PRIMARY KEY("variant_id","currency")
);
--> statement-breakpoint
-- Until now candles were drawn in the commit of each trade, so all are drawn that exist.
INSERT INTO "offers"."candle_progress" ("variant_id", "currency", "sequence")
SELECT "variant_id", "currency", "sequence" FROM "offers"."markets";
--> statement-breakpoint
-- What is drawn, and each trade after that as a candle of its own, to be added up in the order of sequence and ordinal. The
-- lengths are those of CANDLE_LENGTHS in domain/candles.ts.
CREATE VIEW "offers"."candles_to_date" AS
SELECT c.variant_id, c.currency, c.interval, c.start, c.open_minor, c.high_minor, c.low_minor, c.close_minor,
       c.volume, c.count, c.turnover, c.returns, c.return_sum, c.return_squares, 0::bigint AS sequence, 0 AS ordinal
  FROM "offers"."candles" c
UNION ALL
SELECT t.variant_id, t.currency, i.interval, date_bin(i.length, t.executed_at, 'epoch'), t.price_minor, t.price_minor,
       t.price_minor, t.price_minor, t.quantity, 1, t.price_minor::numeric * t.quantity, (t.log_return IS NOT NULL)::integer,
       coalesce(t.log_return, 0), coalesce(t.log_return ^ 2, 0), t.sequence, t.ordinal
  FROM "offers"."markets" m
  LEFT JOIN "offers"."candle_progress" p ON p.variant_id = m.variant_id AND p.currency = m.currency
  JOIN "offers"."trades" t ON t.variant_id = m.variant_id AND t.currency = m.currency
   AND t.sequence > coalesce(p.sequence, 0) AND t.state = 'EXECUTED'
 CROSS JOIN (VALUES ('FIVE_MINUTES', interval '5 minutes'), ('HOUR', interval '1 hour'), ('DAY', interval '1 day'))
    AS i (interval, length);
