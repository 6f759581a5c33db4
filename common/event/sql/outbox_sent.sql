-- $1 bigint[] ids acknowledged by the broker
DELETE FROM outbox WHERE id = ANY ($1::bigint[])
