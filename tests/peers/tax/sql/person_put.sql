-- $1 addressee_number, $2 sequence, $3 state, $4 blind index of 個人番号 or NULL
INSERT INTO person (addressee_number, sequence, state, number_index) VALUES ($1, $2::bigint, $3, $4::bytea)
ON CONFLICT (addressee_number) DO UPDATE SET
    sequence = excluded.sequence, state = excluded.state, number_index = excluded.number_index
