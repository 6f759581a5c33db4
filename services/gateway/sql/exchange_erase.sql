-- $1 erasure_id, that was decided: the records and the inquiries of that time go, and how many is noted
WITH gone AS (
    DELETE FROM exchange_record
    WHERE closed_at < (SELECT erase_before FROM exchange_erasure WHERE erasure_id = $1 AND state = 'done')
    RETURNING record_number
), asked AS (
    DELETE FROM inquiry
    WHERE closed_at < (SELECT erase_before FROM exchange_erasure WHERE erasure_id = $1 AND state = 'done')
)
UPDATE exchange_erasure SET erased = (SELECT count(*) FROM gone) WHERE erasure_id = $1
