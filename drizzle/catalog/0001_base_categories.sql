-- The kinds of things the market takes. They exist without the demo, so that a catalogue can be imported into them.
INSERT INTO "catalog"."categories" ("slug", "name", "authentication_required") VALUES
	('sneakers', 'Sneakers', false),
	('watches', 'Watches', false),
	('handbags', 'Handbags', false),
	('trading-cards', 'Trading cards', false),
	('consoles', 'Consoles', false),
	('jackets', 'Jackets', false)
ON CONFLICT DO NOTHING;
