-- One 仮登録 as it was entered. $1 change id
SELECT c.entry, to_char(c.entered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       (SELECT count(*) FROM change_review r WHERE r.change_id = c.change_id),
       (SELECT r.reviewed_by FROM change_review r WHERE r.change_id = c.change_id LIMIT 1),
       c.change_id
FROM change c WHERE c.change_id = $1 AND c.status = 1
