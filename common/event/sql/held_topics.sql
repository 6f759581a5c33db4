-- What waits, by topic
SELECT topic, count(*) FROM outbox_held GROUP BY topic
