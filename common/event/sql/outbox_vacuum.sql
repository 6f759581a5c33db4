-- The dead rows before the first live one leave the index too; TRUNCATE would lock writers out.
VACUUM (INDEX_CLEANUP ON, TRUNCATE OFF) outbox
