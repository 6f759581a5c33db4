-- Whether another 仮登録 holds what this entry names. $1 text[] what is named, $2 text[] addressee numbers,
-- $3 the change that the entry cancels or null: it also holds the households that its persons were in before
SELECT 1 FROM change_lock WHERE held = ANY ($1::text[])
UNION ALL
SELECT 1 FROM change_lock l
WHERE l.held IN (SELECT 'household:' || p.household_number FROM person p WHERE p.addressee_number = ANY ($2::text[]))
UNION ALL
SELECT 1 FROM change_lock l
WHERE $3::text IS NOT NULL
  AND l.held IN (
    SELECT 'household:' || b.household_number
    FROM unnest($2::text[]) n
    CROSS JOIN LATERAL (
        SELECT r.household_number FROM person_record r
        WHERE r.addressee_number = n AND r.change_id <> $3
        ORDER BY r.history_number DESC LIMIT 1) b)
LIMIT 1
