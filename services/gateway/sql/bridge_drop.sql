-- $1 consumer: what it has not confirmed goes, its files too. Dropped is what it was not handed: of a log by REST what lies behind
-- the last page, of files what was not placed.
WITH handed AS MATERIALIZED (
    SELECT greatest((SELECT fetched FROM bridge_reader WHERE consumer = $1),
                    (SELECT max(until) FROM bridge_file WHERE consumer = $1 AND state NOT IN ('planned', 'sealed')), 0) AS id
), dropped AS (
    UPDATE bridge_file SET state = 'dropped', answered_at = now()
    WHERE consumer = $1 AND state IN ('planned', 'sealed', 'placed', 'written')
), gone AS (
    DELETE FROM bridge_event WHERE consumer = $1 RETURNING id, event_id
)
UPDATE feed_event SET dropped_at = now()
WHERE acknowledged_at IS NULL AND event_id IN (SELECT gone.event_id FROM gone, handed WHERE gone.id > handed.id)
