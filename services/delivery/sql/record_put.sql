-- $1 event_id, $2 hash of 送付先管理番号, $3 change_id, $4 subject, $5 bytea digest, $6 bytea payload, $7 register_ref,
-- $8 ce_type, $9 today
WITH traced AS (
    INSERT INTO trace (event_id, delivery_hash, change_id, subject, digest) VALUES ($1, $2, $3, $4, $5::bytea)
)
INSERT INTO held (event_id, payload, register_ref, ce_type, received_on) VALUES ($1, $6::bytea, $7, $8, $9::date)
