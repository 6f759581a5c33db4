-- rows
-- $1 addressee_number, $2 processing date, the same in all rows: who has just gone, and who came back. Behind person_put,
-- which every step queues first.
WITH told AS (
    SELECT addressee_number, state = 'resident' AS resident FROM person WHERE addressee_number = ANY ($1::text[])
), back AS (
    DELETE FROM person_removed r USING told t WHERE r.addressee_number = t.addressee_number AND t.resident
)
INSERT INTO person_removed (addressee_number, removed_on)
SELECT addressee_number, ($2::text[])[1]::date FROM told WHERE NOT resident
ON CONFLICT DO NOTHING
