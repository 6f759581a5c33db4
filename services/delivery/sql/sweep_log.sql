-- The write-ahead log up to here is closed, so that the checkpoint behind this removes it (wal_recycle = off).
SELECT pg_switch_wal()
