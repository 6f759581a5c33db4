-- $1 event_id, $2 hash of 送付先管理番号, $3 change_id, $4 subject, $5 bytea digest, $6 bytea payload, $7 register_ref,
-- $8 ce_type, $9 today, $10 text[] register_refs of its persons, $11 the id of the question
-- that is asked about it at once, or null
WITH traced AS (
    INSERT INTO trace (event_id, delivery_hash, change_id, subject, digest) VALUES ($1, $2, $3, $4, $5::bytea)
), named AS (
    INSERT INTO held_person (register_ref, event_id, place)
    SELECT p.ref, $1, p.place FROM unnest($10::text[]) WITH ORDINALITY AS p (ref, place)
)
INSERT INTO held (event_id, payload, register_ref, ce_type, received_on, check_id, asked_on)
VALUES ($1, $6::bytea, $7, $8, $9::date, $11::text, CASE WHEN $11::text IS NOT NULL THEN $9::date END)
