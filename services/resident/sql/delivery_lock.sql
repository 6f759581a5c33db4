-- rows
-- $1 request ids: nobody else answers a request of the same change meanwhile. What is asked behind this sees what he did.
SELECT l.request_id, q.n
FROM unnest($1::text[]) WITH ORDINALITY AS q (request_id, n)
CROSS JOIN LATERAL (
    SELECT o.request_id
    FROM number_request o
    WHERE o.change_id = (SELECT t.change_id FROM number_request t WHERE t.request_id = q.request_id)
    ORDER BY o.request_id
    FOR UPDATE) AS l
