-- What was appended, one array item per hour, service, action and end.
-- $1 timestamptz[] a moment of the hour, $2 text[] service, $3 text[] action, $4 text[] refused, $5 bigint[] how many
INSERT INTO act_count AS c (day, service, action, refused, count)
SELECT (moment AT TIME ZONE 'Asia/Tokyo')::date, service, action, refused::boolean, sum(count)
FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::bigint[])
     AS deed (moment, service, action, refused, count)
GROUP BY 1, 2, 3, 4
ON CONFLICT (day, service, action, refused) DO UPDATE SET count = c.count + excluded.count
