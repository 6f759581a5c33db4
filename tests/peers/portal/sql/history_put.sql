-- $1 request, $2 entries, $3 whether another page follows, $4 bytea page
INSERT INTO access_history (portal_request, entries, more, page) VALUES ($1, $2::int, $3::boolean, $4::bytea)
