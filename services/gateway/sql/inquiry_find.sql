-- rows
-- $1 inquiry_id: the inquiry, locked until the transaction ends, so that what happens to it happens in turn; or none. The
-- lock is on what is read (the view's one table), so that after a wait for it the row is read anew.
SELECT s.*, q.n
FROM unnest($1::text[]) WITH ORDINALITY AS q (inquiry_id, n)
JOIN inquiry_seen s ON s.inquiry_id = q.inquiry_id
FOR UPDATE OF s
