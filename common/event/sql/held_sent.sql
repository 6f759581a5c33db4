-- $1 bigint[] ids acknowledged by the broker, $2 their topic
DELETE FROM outbox_held WHERE topic = $2 AND id = ANY ($1::bigint[])
