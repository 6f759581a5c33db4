-- rows
-- Whether another 仮登録 holds what this entry names: a row if so. $1 what is named, $2 addressee numbers, each a
-- list written as text[], $3 the change that the entry cancels or null: it also holds the households that its
-- persons were in before, $4 a 仮登録 that this one takes the place of, or null
SELECT q.n
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
     WITH ORDINALITY AS q (named, numbers, cancels, corrected, n)
WHERE EXISTS (SELECT FROM change_lock l
              WHERE l.held = ANY (q.named::text[]) AND l.change_id IS DISTINCT FROM q.corrected)
   OR EXISTS (SELECT FROM person p JOIN change_lock l ON l.held = 'household:' || p.household_number
              WHERE p.addressee_number = ANY (q.numbers::text[]) AND l.change_id IS DISTINCT FROM q.corrected)
   OR q.cancels IS NOT NULL
      AND EXISTS (SELECT FROM unnest(q.numbers::text[]) a
                  CROSS JOIN LATERAL (SELECT r.household_number FROM person_record r
                                      WHERE r.addressee_number = a AND r.change_id <> q.cancels
                                      ORDER BY r.history_number DESC LIMIT 1) b
                  JOIN change_lock l ON l.held = 'household:' || b.household_number
                  WHERE l.change_id IS DISTINCT FROM q.corrected)
