-- What became of the latest hundred certificates that showed this person, oldest first. $1 addressee number
SELECT e.issue_number, e.kind, e.sheets, e.reason, e.operator_id, e.terminal_id, e.ended_date, e.step
FROM (SELECT issue_number FROM certificate_issue WHERE addressee_number = $1
      ORDER BY issued_at DESC, issue_number DESC LIMIT 100) i
JOIN certificate_end e USING (issue_number)
ORDER BY e.issue_number, e.step
