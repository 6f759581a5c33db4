-- $1 from, $2 to (days): how many records by day, direction, item and outcome
SELECT to_char(closed_at, 'YYYY-MM-DD') AS day, direction, item, outcome, count(*)
FROM exchange_record
WHERE closed_at >= $1::date AND closed_at < $2::date + 1
GROUP BY day, direction, item, outcome
ORDER BY day, direction, item, outcome
LIMIT 2001
