-- Comparisons at regular intervals: when the last one with a partner was begun by the room itself.
CREATE TABLE compare_schedule (
    partner text PRIMARY KEY,
    since timestamptz NOT NULL DEFAULT now(), -- when the intervals began
    begun_at timestamptz NOT NULL DEFAULT now()
);
