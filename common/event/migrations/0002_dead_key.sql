-- Whose message could not be applied, as parked has it: so that a service can tell that what it has of somebody is not
-- the latest.
ALTER TABLE dead_letter ADD key text NOT NULL DEFAULT '';
CREATE INDEX dead_letter_held ON dead_letter (topic, key) WHERE resolved_at IS NULL;
