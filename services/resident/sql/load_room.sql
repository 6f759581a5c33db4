-- Whether somebody is on record, and whether another load is under way or done. $1 load id
SELECT EXISTS (SELECT 1 FROM person), EXISTS (SELECT 1 FROM migration_load WHERE load_id <> $1 AND state BETWEEN 1 AND 4)
