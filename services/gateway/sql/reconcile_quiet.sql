-- 照合 with which nobody has gone on for a day: request_id, consumer
SELECT request_id, consumer FROM reconcile WHERE ended_at IS NULL AND moved_at < now() - interval '1 day' LIMIT 10
FOR UPDATE SKIP LOCKED
