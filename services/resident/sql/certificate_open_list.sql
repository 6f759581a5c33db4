-- The oldest hundred certificates that nobody has confirmed. Columns as certificate_history, no ends.
SELECT i.issue_number, i.issued_date, i.kind, i.household, i.shown, i.purpose, i.operator_id, i.terminal_id
FROM (SELECT issue_number FROM certificate_open ORDER BY issue_number LIMIT 100) o
CROSS JOIN LATERAL (SELECT * FROM certificate_issue c WHERE c.issue_number = o.issue_number LIMIT 1) i
ORDER BY o.issue_number
