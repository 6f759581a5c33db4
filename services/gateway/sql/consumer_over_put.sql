-- $1 consumer, $2 version: its time is over; with nobody else reading the registry until the transaction ends. Of two instances
-- that find it at once one tries again, and finds it done.
WITH alone AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(20261121, 3)
)
INSERT INTO consumer_over (id, version) SELECT $1, $2::int FROM alone
