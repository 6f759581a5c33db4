-- Whether a load keeps the register closed: until the cut-over, and until the copies of the others are filled.
SELECT EXISTS (SELECT 1 FROM migration_load WHERE state BETWEEN 1 AND 3 OR state = 4 AND NOT filled)
