-- $1 hold_id; the row stays locked: hold_id, subject, operator_id, until, purpose, entered_by, state, decided_by
SELECT hold_id, array_to_string(subject, ' '), operator_id, until, purpose, entered_by, state, coalesce(decided_by, '')
FROM history_hold WHERE hold_id = $1::uuid FOR UPDATE
