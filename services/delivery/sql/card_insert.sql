-- $1 card_ref, $2 register_ref, $3 bytea Sealed card number, $4 state, $5 expires_on, $6 its day
INSERT INTO card (card_ref, register_ref, card_number, state, expires_on, changed_on)
VALUES ($1, $2, $3::bytea, $4::int, $5::date, $6::date)
