-- $1 bigint[] ids of outbox: these wait from now on
WITH gone AS (
    DELETE FROM outbox WHERE id = ANY ($1::bigint[])
    RETURNING id, topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload
)
INSERT INTO outbox_held (id, topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload)
SELECT id, topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload FROM gone
