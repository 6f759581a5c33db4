-- Reports that are due and were not begun by schedule yet; without an earlier one the last period alone. Of those that come
-- more often than daily, one about all the time that was missed.
-- $1 text[] names, $2 timestamp[] where its last period ends, $3 interval[] how long one is: name, begins, ends
SELECT k.name, to_char(b, 'YYYY-MM-DD"T"HH24:MI:SS'), to_char(b + s.step, 'YYYY-MM-DD"T"HH24:MI:SS')
FROM unnest($1::text[], $2::timestamp[], $3::interval[]) AS k (name, last, step)
CROSS JOIN LATERAL (SELECT coalesce(
    (SELECT r.ends FROM report r WHERE r.name = k.name AND r.asked_by IS NULL ORDER BY r.begins DESC LIMIT 1),
    k.last - k.step) AS since) AS d
CROSS JOIN LATERAL (SELECT CASE WHEN k.step < '1 day' THEN greatest(k.last - since, k.step) ELSE k.step END AS step) AS s
CROSS JOIN LATERAL generate_series(since, k.last - s.step, s.step) AS b
ORDER BY b, k.name LIMIT 100
