-- $1 consumer: its 照合 that is under way is not ended, and what it told for it is forgotten
WITH given_up AS (
    UPDATE reconcile SET state = 'abandoned', ended_at = now() WHERE consumer = $1 AND ended_at IS NULL
    RETURNING request_id
), entries AS (
    DELETE FROM reconcile_entry WHERE request_id IN (SELECT request_id FROM given_up)
)
DELETE FROM reconcile_range WHERE request_id IN (SELECT request_id FROM given_up)
