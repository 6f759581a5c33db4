-- The register was heard of; once a second is enough, and nobody waits for it.
UPDATE register_heard SET heard_at = now()
WHERE one = (SELECT one FROM register_heard WHERE heard_at < now() - interval '1 second' FOR UPDATE SKIP LOCKED)
