-- $1 size, $2 note, $3 how many witnesses are asked
INSERT INTO checkpoint (size, note, witnesses) VALUES ($1::bigint, $2, $3::int) ON CONFLICT (size) DO NOTHING
