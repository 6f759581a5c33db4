-- $1 event_id, $2 request_id or null, $3 subject, $4 交付地市町村, $5 household, $6 what was told when refused, $7 why,
-- $8 persons, $9 and $10 how old the copy was
INSERT INTO wide_request (event_id, request_id, subject, issuer_code, household, refused, reason, persons, heard_at,
                          recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::int, $9::timestamptz, $10::timestamptz)
