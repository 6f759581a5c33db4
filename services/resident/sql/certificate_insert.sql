-- $1 text[] addressee numbers shown, $2 issue number, $3 kind, $4 household, $5 shown, $6 purpose,
-- $7 operator, $8 terminal, $9 date, $10 channel
INSERT INTO certificate_issue (addressee_number, issue_number, kind, household, shown, purpose, operator_id,
                               terminal_id, issued_date, channel)
SELECT n, $2, $3, $4, $5, $6::bytea, $7, $8, $9, $10 FROM unnest($1::text[]) AS n
