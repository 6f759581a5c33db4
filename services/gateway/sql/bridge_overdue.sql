-- $1 milliseconds: how many files have not been answered for so long
SELECT count(*) FROM bridge_file WHERE state = 'written' AND placed_at < now() - $1::bigint * interval '1 millisecond'
