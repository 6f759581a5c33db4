-- $1 version, $2 active or refused, $3 effective day or NULL, $4 by whom
UPDATE law_version SET state = $2, effective_from = $3::date, decided_by = $4, decided_at = now() WHERE version = $1
