-- rows
-- $1 addressee_number, $2 sequence, $3 state, $4 blind index of 個人番号 or NULL
INSERT INTO person (addressee_number, sequence, state, number_index)
SELECT addressee_number, sequence::bigint, state, number_index
FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[]) AS t (addressee_number, sequence, state, number_index)
ON CONFLICT (addressee_number) DO UPDATE SET
    sequence = excluded.sequence, state = excluded.state, number_index = excluded.number_index
