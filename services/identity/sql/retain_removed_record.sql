-- 本人確認情報 of who was removed, with all its history, 150 years after the removal that stands. Who is a resident is never
-- taken. $1 last day, $2 how many at most, $3 erasure_id, or '' to count
WITH due AS (
    SELECT p.register_ref
    FROM person p
    JOIN record n ON n.register_ref = p.register_ref AND n.update_number = p.update_number
    WHERE NOT n.current
      AND (SELECT min((r.recorded_at AT TIME ZONE 'Asia/Tokyo')::date) FROM record r
           WHERE r.register_ref = p.register_ref AND NOT r.current
             AND r.update_number > (SELECT coalesce(max(l.update_number), 0) FROM record l
                                    WHERE l.register_ref = p.register_ref AND l.current)) <= $1::date
    GROUP BY p.register_ref
    LIMIT $2::bigint
), taken AS (
    SELECT * FROM due WHERE EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
), codes AS (
    SELECT x.code_index FROM person x JOIN taken USING (register_ref)
), a AS (DELETE FROM record x USING taken t WHERE x.register_ref = t.register_ref
), b AS (DELETE FROM person_search x USING codes c WHERE x.code_index = c.code_index
), c AS (DELETE FROM record_flag x USING codes c WHERE x.code_index = c.code_index
), d AS (DELETE FROM person x USING taken t WHERE x.register_ref = t.register_ref
)
SELECT count(*) FROM due
