SELECT count(*) FROM parked
