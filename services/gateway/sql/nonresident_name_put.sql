-- What a row of the history is found by. $1 宛名番号, $2 history_number, $3 blind index of a name, $4 bigint[] words of it
INSERT INTO nonresident_name (addressee_number, history_number, name_index, word) VALUES ($1, $2::int, $3::bytea, $4::bigint[])
