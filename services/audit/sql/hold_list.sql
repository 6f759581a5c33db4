-- those that wait for a decision before all others, the latest first, $1 hold_id behind which to begin, or null, $2 most rows:
-- hold_id, subject, operator_id, until, purpose, entered_by, state, decided_by
SELECT hold_id, array_to_string(subject, ' '), operator_id, until, purpose, entered_by, state, coalesce(decided_by, '')
FROM history_hold
WHERE $1::uuid IS NULL OR (state = 'asked', entered_at, hold_id) <
    (SELECT state = 'asked', entered_at, hold_id FROM history_hold WHERE hold_id = $1::uuid)
ORDER BY state = 'asked' DESC, entered_at DESC, hold_id DESC LIMIT $2::bigint
