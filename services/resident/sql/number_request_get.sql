-- binary
-- A request: its change, kind, whether it is closed and how, the 異動事由 of the change's first row, what the change is
-- that waits for the number, and the latest record of the person among all of his past. $1 request id
SELECT n.change_id, n.kind::text, (n.answered_at IS NOT NULL)::text, (n.withdrawn_at IS NOT NULL)::text,
       (SELECT f.reason FROM person_record f
        WHERE f.addressee_number = n.addressee_number AND f.change_id = n.change_id
        ORDER BY f.history_number LIMIT 1),
       (SELECT c.entry FROM change c WHERE c.change_id = n.change_id AND c.status = 90),
       p.addressee_number, p.history_number::text,
       (SELECT v.past FROM person_past v WHERE v.addressee_number = p.addressee_number) AS past, p.restraints
FROM number_request n
JOIN person p ON p.addressee_number = n.addressee_number
WHERE n.request_id = $1
