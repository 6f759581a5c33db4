-- $1 topic: how many wait
SELECT count(*) FROM outbox_held WHERE topic = $1
