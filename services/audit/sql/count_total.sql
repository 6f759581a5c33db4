-- how many acts were counted, of all days
SELECT coalesce(sum(count), 0)::bigint FROM act_count
