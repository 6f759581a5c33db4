-- 送付先情報 whose day of erasure is over: the room itself erases it on that day, so there should be none; it is only
-- counted. $1 last day, $2 how many at most, $3 ''
SELECT count(*) FROM (SELECT FROM held WHERE confirmed_on <= $1::date AND $3 = '' LIMIT $2::bigint) due
