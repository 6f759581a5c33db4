-- $1 event_id, $2 送付先管理番号, $3 bytea blind index, $4 対象となる人数, $5 bytea payload
INSERT INTO record (event_id, delivery_number, code_index, person_count, digest, payload)
VALUES ($1, $2, $3::bytea, $4::int, sha256($5::bytea), $5::bytea)
