-- No role takes more than its share of max_connections, so that nobody who got hold of one shuts out the others. A service has
-- four connections at most and runs twice for a moment; psql variable connections: how many a role may have.
SELECT format('ALTER ROLE %I CONNECTION LIMIT %s', rolname, :connections)
FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND rolname LIKE 'juki%' \gexec
