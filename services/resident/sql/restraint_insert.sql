-- $1.. the columns of restraint up to reason
INSERT INTO restraint (restraint_id, history_number, act, kind, level, household_number, start_date, end_date,
                       released_until, processed_date, request_id, entered_by, approved_by, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
