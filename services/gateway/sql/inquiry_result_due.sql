-- $1 now: the results whose time is over; what another instance has in hand is left to it
SELECT inquiry_id FROM inquiry_result WHERE erase_at <= $1::timestamp ORDER BY erase_at LIMIT 1000 FOR UPDATE SKIP LOCKED
