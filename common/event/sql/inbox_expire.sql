-- $1 age in seconds; longer than any topic keeps its records
DELETE FROM inbox WHERE received_at < now() - make_interval(secs => $1::float8)
