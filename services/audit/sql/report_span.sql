-- $1 timestamp begins, $2 timestamp ends: index of the last entry of the log, acts of these days, now in Japan
SELECT index, (SELECT coalesce(sum(count), 0)::bigint FROM act_count
               WHERE day BETWEEN $1::date AND ($2::timestamp - interval '1 microsecond')::date),
    japan_text(now())
FROM log_head
