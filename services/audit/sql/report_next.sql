-- the next one to make, those before that somebody waits for. $1 but this one, may be NULL: report_id, name, begins, ends
SELECT report_id, name, to_char(begins, 'YYYY-MM-DD"T"HH24:MI:SS'), to_char(ends, 'YYYY-MM-DD"T"HH24:MI:SS')
FROM report WHERE made_at IS NULL AND report_id IS DISTINCT FROM $1::uuid ORDER BY asked_by IS NULL, asked_at LIMIT 1
