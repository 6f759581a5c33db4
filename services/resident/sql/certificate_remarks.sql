-- 備考 that stand, of one person and, of a resident, the household's members; by their day. $1 addressee number
SELECT addressee_number, CASE WHEN date_hidden THEN '' ELSE recorded_date END, note_text,
       note_id, step
FROM (
    SELECT DISTINCT ON (n.note_id) n.*
    FROM person_note n
    WHERE n.kind = 2 AND n.state IN (1, 4) AND n.addressee_number IN (
        SELECT $1::text
        UNION ALL
        SELECT m.addressee_number FROM person q JOIN person m ON m.household_number = q.household_number
        WHERE q.addressee_number = $1 AND q.state = 1 AND m.state = 1)
    ORDER BY n.note_id, n.step DESC) AS s
WHERE state = 1
ORDER BY recorded_date, note_id
