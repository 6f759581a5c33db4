-- $1 card_ref, $2 register_ref, $3 bytea blind index, $4 bytea Sealed number, $5 state, $6 expires_on
INSERT INTO card (card_ref, register_ref, number_index, number, state, expires_on)
VALUES ($1, $2, $3::bytea, $4::bytea, $5::int, $6::date)
