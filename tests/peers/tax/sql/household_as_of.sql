-- Who lived here at the end of a day, household by household: $1 day, $2 moment of knowledge (timestamp) or NULL for all that
-- was told until now, $3 household number or NULL for all. One row per person: household, 宛名番号, 続柄, name, birth date,
-- restrained, what was told of his addresses (juki.common.v1.AddressHistory), when that was told.
SELECT s.household_number, p.addressee_number, s.relationship, r.name, r.birth_date, r.restrained, r.address_history,
       to_char(r.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
FROM person p
CROSS JOIN LATERAL (
    SELECT * FROM person_record k
    WHERE k.addressee_number = p.addressee_number AND k.received_at <= coalesce($2::timestamptz, 'infinity')
    ORDER BY k.sequence DESC LIMIT 1) r
JOIN household_span s ON s.addressee_number = r.addressee_number AND s.sequence = r.sequence
WHERE ($3::text IS NULL
       OR p.addressee_number = ANY (ARRAY(SELECT m.addressee_number FROM household_span m WHERE m.household_number = $3)))
  AND s.state = 'resident' AND s.from_day <= $1 AND (s.until_day IS NULL OR s.until_day > $1)
  AND ($3::text IS NULL OR s.household_number = $3)
ORDER BY s.household_number COLLATE "C", p.addressee_number COLLATE "C"
