-- $1 size, $2 witness, $3 line. A line of a key that stands there under another name of the policy is not kept twice
INSERT INTO cosignature (size, witness, line)
SELECT $1::bigint, $2, $3
WHERE NOT EXISTS (SELECT FROM cosignature WHERE size = $1::bigint AND starts_with(line, substring($3 FROM '^.* .{5}')))
ON CONFLICT (size, witness) DO NOTHING
