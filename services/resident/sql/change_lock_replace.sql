-- What a 仮登録 holds goes over to its correction, at once: nobody else comes between.
-- $1 the 仮登録, $2 its correction, $3 text[] what that one holds
WITH gone AS (
    DELETE FROM change_lock WHERE change_id = $1 RETURNING held
)
INSERT INTO change_lock (held, change_id)
SELECT h, $2 FROM unnest($3::text[]) AS h WHERE (SELECT count(*) FROM gone) >= 0
