-- Addressee numbers and household of a registered change; who became 世帯主 beside it (j490) is not of its entry.
-- $1 change id
SELECT DISTINCT r.addressee_number, r.household_number
FROM person_record r
WHERE r.change_id = $1
  AND NOT (r.reason = 'head_change'
           AND EXISTS (SELECT 1 FROM person_record o WHERE o.change_id = $1 AND o.reason <> 'head_change'))
ORDER BY r.addressee_number
