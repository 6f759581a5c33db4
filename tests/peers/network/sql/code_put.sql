-- $1 blind index of 個人番号, $2 body, $3 符号
INSERT INTO code (number_index, body, code) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
