-- $1 request_id, $2 number of the range, $3 its phase from now on, $4 where what is told begins next (wanted) or ours are
-- compared from (told), $5 text[] 宛名番号, $6 text[] digests in hexadecimal
WITH entries AS (
    INSERT INTO reconcile_entry (request_id, addressee_number, digest)
    SELECT $1, addressee_number, decode(digest, 'hex')
    FROM unnest($5::text[], $6::text[]) AS e (addressee_number, digest)
)
UPDATE reconcile_range SET phase = $3, position = CASE WHEN $3 = 'told' THEN after ELSE $4 END
WHERE request_id = $1 AND number = $2::int
