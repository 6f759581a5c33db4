-- 情報提供等記録 over their seven years: erased by exchange_erase.sql, on the word of two; only counted. $1 last day, $2 how
-- many at most, $3 ''
SELECT count(*) FROM (SELECT FROM exchange_record WHERE closed_at::date <= $1::date AND $3 = '' LIMIT $2::bigint) due
