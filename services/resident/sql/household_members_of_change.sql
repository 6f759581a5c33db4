-- As household_members for the households that a stored change holds. $1 change id
SELECT r.*
FROM person p
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
WHERE p.state = 1
  AND p.household_number = ANY (ARRAY(
    SELECT substr(l.held, 11) FROM change_lock l WHERE l.change_id = $1 AND left(l.held, 10) = 'household:'))
