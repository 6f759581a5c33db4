-- $1 card_ref, $2 state, $3 collected, $4 reason, $5 the day since which it stands so, $6 last day for 継続利用 or null
UPDATE card SET state = $2::int, collected = $3::boolean, reason = $4::int, changed_on = $5::date, lapse_on = $6::date
WHERE card_ref = $1
