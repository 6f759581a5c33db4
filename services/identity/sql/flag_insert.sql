-- $1 bytea blind index of 住民票コード, $2 異常時更新順番号, $3 request_id, $4 flag, $5 whether it is set, $6 operator,
-- $7 terminal, $8 purpose
INSERT INTO record_flag (code_index, recovery_update_number, request_id, flag, set, operator_id, terminal_id, purpose)
VALUES ($1::bytea, $2::bigint, $3, $4, $5::boolean, $6, $7, $8)
