-- rows
-- Whether another 仮登録 holds what this entry names: a row if so. $1 what is named, $2 addressee numbers, each a
-- list written as text[], $3 a 仮登録 that this one takes the place of, or null
SELECT q.n
FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS q (named, numbers, corrected, n)
WHERE EXISTS (SELECT FROM change_lock l
              WHERE l.held = ANY (q.named::text[]) AND l.change_id IS DISTINCT FROM q.corrected)
   OR EXISTS (SELECT FROM person p JOIN change_lock l ON l.held = 'household:' || p.household_number
              WHERE p.addressee_number = ANY (q.numbers::text[]) AND l.change_id IS DISTINCT FROM q.corrected)
