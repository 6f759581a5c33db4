-- $1 permit_id, $2 kind, $3 receiver, $4 most persons, $5 purpose, $6 who asks, $7 terminal, $8 last day
INSERT INTO media_permit (permit_id, kind, receiver, max_persons, purpose, asked_by, asked_terminal, valid_until)
VALUES ($1, $2, $3, $4::int, $5, $6, $7, $8::date)
