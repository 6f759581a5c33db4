-- $1 issue number, $2 step, $3 kind, $4 sheets, $5 reason, $6 operator, $7 terminal, $8 date
INSERT INTO certificate_end (issue_number, step, kind, sheets, reason, operator_id, terminal_id, ended_date)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
