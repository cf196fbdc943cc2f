-- Rows that every trade updates keep room on their pages, so that an update touches no index.
ALTER TABLE "offers"."markets" SET (fillfactor = 50);--> statement-breakpoint
ALTER TABLE "offers"."candles" SET (fillfactor = 70);--> statement-breakpoint
-- Dead entries gather at the best prices, where every order looks first: vacuum by the thousand, not by the fifth.
ALTER TABLE "offers"."book_orders" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
