-- as outbox_vacuum
VACUUM (INDEX_CLEANUP ON, TRUNCATE OFF) outbox_held
