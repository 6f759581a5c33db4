-- $1 report_id, $2 bytea content, $3 bytea digest, $4 found, $5 why it could not be made
UPDATE report SET made_at = now(), content = $2::bytea, digest = $3::bytea, found = $4::bigint, code = $5
WHERE report_id = $1::uuid
