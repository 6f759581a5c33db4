-- rows
-- binary
-- A request: its change, kind, whether it is closed and how, the 異動事由 of the change's first row, what the change is
-- that waits for the number, and the latest record of the person among all of his past. $1 request id
SELECT o.change_id, o.kind::text, (o.answered_at IS NOT NULL)::text, (o.withdrawn_at IS NOT NULL)::text,
       (SELECT f.reason FROM person_record f
        WHERE f.addressee_number = o.addressee_number AND f.change_id = o.change_id
        ORDER BY f.history_number LIMIT 1),
       (SELECT c.entry FROM change c WHERE c.change_id = o.change_id AND c.status = 90),
       p.addressee_number, p.history_number::text,
       (SELECT v.past FROM person_past v WHERE v.addressee_number = p.addressee_number) AS past, p.restraints, q.n::text
FROM unnest($1::text[]) WITH ORDINALITY AS q (request_id, n)
JOIN number_request o USING (request_id)
JOIN person p ON p.addressee_number = o.addressee_number
