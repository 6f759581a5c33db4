-- one relay per service: held until the connection ends
SELECT pg_try_advisory_lock(20260402)
