-- $1 permit_id, $2 digest of what was provided, or NULL
UPDATE provider_inquiry SET answers = answers + 1, digest = coalesce($2, digest) WHERE permit_id = $1
