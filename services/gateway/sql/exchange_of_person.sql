-- $1 subject, $2 from, $3 to (days), $4 direction, $5 inquirer, $6 outcome, $7 number of the record behind which
-- to go on; each NULL when it restricts nothing. One more than a page.
SELECT record_number, direction, exchange_id, integrated_number, coalesce(subject, ''), inquirer_kind, inquirer, provider,
       law_table, item, affair, information, law_version, permit_id, outcome, operator_id, terminal_id,
       to_char(received_at, 'YYYY-MM-DD"T"HH24:MI:SS'), to_char(closed_at, 'YYYY-MM-DD"T"HH24:MI:SS')
FROM exchange_record
WHERE subject = $1 AND ($2::date IS NULL OR closed_at >= $2::date) AND ($3::date IS NULL OR closed_at < $3::date + 1)
  AND ($4::text IS NULL OR direction = $4) AND ($5::text IS NULL OR inquirer = $5)
  AND ($6::text IS NULL OR outcome = $6)
  AND ($7::bigint IS NULL
       OR (closed_at, record_number) < (SELECT r.closed_at, r.record_number FROM exchange_record r WHERE r.record_number = $7))
ORDER BY closed_at DESC, record_number DESC
LIMIT 101
