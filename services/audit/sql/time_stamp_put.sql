-- $1 size, $2 note, $3 bytea answer, $4 what time it says, in seconds since 1970
INSERT INTO time_stamp (size, note, answer, said_at) VALUES ($1::bigint, $2, $3, to_timestamp($4::bigint))
ON CONFLICT (size) DO NOTHING
