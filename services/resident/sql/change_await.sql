-- A change that waits for its number: approved, and still holding its person. $1 change id, $2 reviewed by
UPDATE change SET status = 90, reviewed_by = $2, reviewed_at = now() WHERE change_id = $1
