-- 副本 of one 異動 in two records, which two instances have: whoever leaves a household is worked on in its turn, too,
-- and not only in that of the household where he is now. Else the other instance, which still sees him there, puts his
-- 副本 back to the head that he has left.

CREATE FUNCTION copy_bucket(household text) RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT abs(hashtext(household) % 256)
$$;

-- Households that this transaction had persons leave, by their buckets with blanks between.
CREATE FUNCTION household_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('juki.left', concat_ws(' ', nullif(current_setting('juki.left', true), ''),
                                              copy_bucket(OLD.household_number)), true);
    RETURN NULL;
END $$;
CREATE TRIGGER household_left AFTER UPDATE OF household_number ON person
    FOR EACH ROW WHEN (OLD.household_number IS DISTINCT FROM NEW.household_number AND OLD.household_number IS NOT NULL)
    EXECUTE FUNCTION household_left();

-- The turn of the households of these persons: what is read behind it is what other instances have committed.
CREATE FUNCTION copy_turn(addressee text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(20261121, bucket)
    FROM (SELECT copy_bucket(p.household_number) AS bucket
          FROM person p
          WHERE p.addressee_number = ANY (addressee) AND p.household_number IS NOT NULL
          UNION
          SELECT left_one::int FROM string_to_table(current_setting('juki.left', true), ' ') AS left_one
          WHERE left_one <> ''
          ORDER BY bucket) AS touched;
END $$;

CREATE OR REPLACE FUNCTION copy_follow(addressee text[], today date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM copy_turn(addressee);
    PERFORM copy_register(ARRAY(
        SELECT p.integrated_number FROM person p WHERE p.addressee_number = ANY (addressee)
        UNION
        SELECT m.integrated_number FROM person m
        WHERE m.household_number = ANY (ARRAY(SELECT h.household_number FROM person h
                                              WHERE h.addressee_number = ANY (addressee)
                                                AND h.relationship = '世帯主' AND h.state = 'resident'))
          AND m.state = 'resident'), today);
END $$;

-- By command: whoever is being changed is waited for, and nobody is meanwhile.
CREATE FUNCTION copy_register_again(wanted text[], today date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    addressee text[];
BEGIN
    PERFORM FROM person WHERE integrated_number = ANY (wanted) ORDER BY addressee_number FOR SHARE;
    addressee := ARRAY(SELECT addressee_number FROM person WHERE integrated_number = ANY (wanted));
    PERFORM copy_turn(addressee);
    PERFORM copy_register(wanted, today);
END $$;
