-- Where the record of a dead letter was last seen: one behind that is a replay, and failing again is an act of
-- its own; the same one delivered once more is not.
ALTER TABLE dead_letter ADD COLUMN at_offset bigint NOT NULL DEFAULT -1;
