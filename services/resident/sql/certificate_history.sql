-- The latest hundred certificates that showed this person, newest first. $1 addressee number
SELECT issue_number, issued_date, kind, household, shown, purpose, operator_id, terminal_id, channel
FROM certificate_issue WHERE addressee_number = $1 ORDER BY issued_at DESC, issue_number DESC LIMIT 100
