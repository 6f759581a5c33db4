-- $1 register_ref, $2 card_ref, $3 state, $4 collected, $5 reason, $6 expires_on or null, $7 since when it stands so
INSERT INTO card_status (register_ref, card_ref, state, collected, reason, expires_on, since)
VALUES ($1, $2, $3::int, $4::boolean, $5::int, $6::date, $7::date)
ON CONFLICT (register_ref, card_ref) DO UPDATE
SET state = excluded.state, collected = excluded.collected, reason = excluded.reason, expires_on = excluded.expires_on,
    since = excluded.since
