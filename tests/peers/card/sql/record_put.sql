-- $1 event_id, $2 送付先管理番号, $3 対象となる人数, $4 bytea payload
INSERT INTO record (event_id, delivery_number, person_count, digest, payload)
VALUES ($1, $2, $3::int, sha256($4::bytea), $4::bytea)
