-- $1 now: what the gateway has in hand, as juki.gateway.v1.ExchangeStatus up to oldest
SELECT count(*) FILTER (WHERE state = 'entered'), count(*) FILTER (WHERE state = 'permit'),
       count(*) FILTER (WHERE state = 'asked'), (SELECT count(*) FROM inquiry_result),
       (SELECT count(*) FROM inquiry_result WHERE erase_at <= $1::timestamp),
       coalesce((SELECT to_char(closed_at, 'YYYY-MM-DD') FROM exchange_record ORDER BY closed_at, record_number LIMIT 1), '')
FROM inquiry
WHERE due_at IS NOT NULL
