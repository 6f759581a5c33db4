-- The word of the batch that appended last, by which a process knows that what it appended is in the log (leaves.h). ''
-- of one that was appended before this, which nobody knows.
ALTER TABLE log_head ADD COLUMN word text NOT NULL DEFAULT '';
