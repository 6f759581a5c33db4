-- 仮登録 as they were entered, a page of them; each holds something, as does a change that waits for its number and
-- is none any more. $1 the id after which to go on, or ''
WITH waiting AS MATERIALIZED (
    SELECT DISTINCT l.change_id FROM change_lock l
    WHERE l.change_id > $1 AND NOT EXISTS (SELECT FROM change a WHERE a.change_id = l.change_id AND a.status = 90)
    ORDER BY l.change_id LIMIT 51
)
SELECT c.entry, to_char(c.entered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       (SELECT count(*) FROM change_review r WHERE r.change_id = c.change_id),
       (SELECT r.reviewed_by FROM change_review r WHERE r.change_id = c.change_id LIMIT 1),
       c.change_id
FROM waiting w
CROSS JOIN LATERAL (SELECT * FROM change WHERE change_id = w.change_id AND status = 1 LIMIT 1) c
ORDER BY c.change_id
