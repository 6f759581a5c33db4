-- Whether another 仮登録 holds what this entry names. $1 text[] what is named, $2 text[] addressee numbers,
-- $3 a 仮登録 that this one takes the place of, or null
SELECT 1 FROM change_lock WHERE held = ANY ($1::text[]) AND change_id IS DISTINCT FROM $3
UNION ALL
SELECT 1 FROM change_lock l
WHERE l.held IN (SELECT 'household:' || p.household_number FROM person p WHERE p.addressee_number = ANY ($2::text[]))
  AND l.change_id IS DISTINCT FROM $3
LIMIT 1
