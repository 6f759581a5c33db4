-- $1 consumer, $2 number, $3 persons, $4 SHA-256 of the CSV, $5 of the encrypted file, $6 manifest, $7 its SHA-256
UPDATE bridge_file SET state = 'sealed', persons = $3::int, sha256 = $4, sealed_sha256 = $5, manifest = $6, manifest_sha256 = $7
WHERE consumer = $1 AND number = $2::bigint
