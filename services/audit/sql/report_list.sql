-- $1 name, NULL: all, $2 timestamp from, $3 timestamp until (not included), $4 most rows: report_id, name, begins, ends, asked by,
-- made, found, digest, code
SELECT report_id, name, to_char(begins, 'YYYY-MM-DD"T"HH24:MI:SS'), to_char(ends, 'YYYY-MM-DD"T"HH24:MI:SS'),
    coalesce(asked_by, ''), coalesce(japan_text(made_at), ''), coalesce(found, 0), coalesce(encode(digest, 'hex'), ''),
    coalesce(code, '')
FROM report
WHERE begins >= $2::timestamp AND begins < $3::timestamp AND name = coalesce($1, name)
ORDER BY begins DESC, asked_at DESC LIMIT $4::bigint
