-- binary
-- The latest record of one person and, of a resident, those of the household's members; last the day on which the 住所 of
-- the record was notified (住基法7条8号), which a later change of other items does not move. $1 addressee number, or NULL
-- and $2 blind index of the serial of the 利用者証明用電子証明書
WITH asked AS (
    SELECT p.addressee_number, p.household_number, p.state FROM person p
    WHERE p.addressee_number = coalesce($1::text,
        (SELECT c.addressee_number FROM user_certificate c WHERE c.serial_index = $2::bytea))
)
SELECT r.addressee_number, r.history_number::text, r.content, p.restraints,
       (SELECT n.notified_date FROM person_record n
        WHERE n.addressee_number = r.addressee_number AND n.state = 1 AND n.address_since = r.address_since
        ORDER BY n.history_number LIMIT 1) AS address_notified_date
FROM person p
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
WHERE p.addressee_number IN (
    SELECT addressee_number FROM asked
    UNION ALL
    SELECT m.addressee_number FROM asked q JOIN person m ON m.household_number = q.household_number
    WHERE q.state = 1 AND m.state = 1)
