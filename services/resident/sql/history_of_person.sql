-- binary
-- All records of one person, oldest first: when each was recorded (microseconds since 1970) and which change it
-- takes back; with the latest what stands against the person. $1 addressee number
SELECT (extract(epoch FROM r.recorded_at) * 1000000)::bigint::text,
       (SELECT c.cancels FROM change c WHERE c.change_id = r.change_id AND c.cancels IS NOT NULL),
       r.addressee_number, r.history_number::text, r.content,
       (SELECT p.restraints FROM person p
        WHERE p.addressee_number = r.addressee_number AND p.history_number = r.history_number) AS restraints
FROM person_record r
WHERE r.addressee_number = $1
ORDER BY r.history_number
LIMIT 5001
