-- Undoes the statement that calls it, as a serialization failure: what it was decided on has changed since.
CREATE FUNCTION "offers"."refuse_changed_markets"() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A market changed since the batch was decided.' USING ERRCODE = 'serialization_failure';
END $$;
