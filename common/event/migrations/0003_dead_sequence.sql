-- The number of the message within its key: what says all of the key is done with the numbers before it alone. 0: none, or a
-- letter from before this column.
ALTER TABLE dead_letter ADD sequence bigint NOT NULL DEFAULT 0;
