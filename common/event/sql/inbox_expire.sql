-- $1 age in seconds, longer than any topic keeps its records; a slice at a time, so that none takes long
DELETE FROM inbox WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM inbox WHERE received_at < now() - make_interval(secs => $1::float8) LIMIT 20000))
