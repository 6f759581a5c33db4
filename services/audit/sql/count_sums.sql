-- $1 first day, $2 last day: service, action, how often done, how often refused
SELECT service, action, coalesce(sum(count) FILTER (WHERE NOT refused), 0)::bigint,
    coalesce(sum(count) FILTER (WHERE refused), 0)::bigint
FROM act_count WHERE day BETWEEN $1::date AND $2::date GROUP BY service, action ORDER BY service, action
