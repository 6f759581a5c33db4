-- rows
-- binary
-- $1 register_ref: what waits for its hand-over, with its persons. The rows stay locked. Each step is a look-up by key, however
-- few rows there were when the plan was made: OFFSET 0, and IS TRUE, since the index of what waits is no way to one person.
SELECT h.event_id, t.change_id, t.subject, h.register_ref, h.ce_type, h.payload, '0',
       (SELECT string_agg(o.register_ref, ' ' ORDER BY o.place) FROM held_person o WHERE o.event_id = h.event_id),
       'false', q.n::text
FROM unnest($1::text[]) WITH ORDINALITY AS q (register_ref, n)
CROSS JOIN LATERAL (SELECT event_id FROM held_person WHERE register_ref = q.register_ref OFFSET 0) AS p
CROSS JOIN LATERAL (SELECT event_id, register_ref, ce_type, payload FROM held
                    WHERE event_id = p.event_id AND (handed_on IS NULL) IS TRUE OFFSET 0 FOR UPDATE) AS h
CROSS JOIN LATERAL (SELECT change_id, subject FROM trace WHERE event_id = h.event_id OFFSET 0) AS t
ORDER BY q.n, h.event_id
