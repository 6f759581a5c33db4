-- rows
-- $1 inquiry_id: the inquiry, locked until the transaction ends, so that what happens to it happens in turn; or none
SELECT s.*, q.n
FROM unnest($1::text[]) WITH ORDINALITY AS q (inquiry_id, n)
JOIN inquiry i ON i.inquiry_id = q.inquiry_id
JOIN inquiry_seen s ON s.inquiry_id = i.inquiry_id
FOR UPDATE OF i
