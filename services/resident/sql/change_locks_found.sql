-- rows
-- Whether another 仮登録 holds what this entry names: a row if so. $1 what is named, $2 addressee numbers, each a
-- list written as text[]
SELECT q.n
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS q (named, numbers, n)
WHERE EXISTS (SELECT FROM change_lock l WHERE l.held = ANY (q.named::text[]))
   OR EXISTS (SELECT FROM person p JOIN change_lock l ON l.held = 'household:' || p.household_number
              WHERE p.addressee_number = ANY (q.numbers::text[]))
