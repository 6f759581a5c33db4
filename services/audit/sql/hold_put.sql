-- $1 hold_id, $2 text[] subjects, $3 whose acts, $4 until, $5 purpose, $6 entered by
INSERT INTO history_hold (hold_id, subject, operator_id, until, purpose, entered_by)
VALUES ($1::uuid, $2::text[], $3, $4::date, $5, $6)
