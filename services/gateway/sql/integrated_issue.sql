-- $1 integrated_number, $2 blind index of 個人番号 or NULL
INSERT INTO integrated (integrated_number, number_index) VALUES ($1, $2::bytea)
