-- $1 erasure_id, $2 class, $3 last day, $4 automatic, $5 due, $6 purpose, $7 who asks or '', $8 today
INSERT INTO erasure (erasure_id, class, last_day, automatic, due, purpose, asked_by, state, begun_on)
VALUES ($1, $2, $3::date, $4::boolean, $5::bigint, $6, $7, CASE WHEN $4::boolean THEN 'running' ELSE 'asked' END,
        CASE WHEN $4::boolean THEN $8::date END)
