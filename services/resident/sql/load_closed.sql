-- Whether a load keeps the register closed.
SELECT EXISTS (SELECT 1 FROM migration_load WHERE state BETWEEN 1 AND 3)
