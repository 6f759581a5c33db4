-- Whether a 仮登録 holds this person or, of a resident, the household. $1 addressee number
SELECT 1 FROM change_lock
WHERE held IN (
    SELECT 'household:' || household_number FROM person WHERE addressee_number = $1 AND state = 1
    UNION ALL
    SELECT 'number:' || encode(number_index, 'hex') FROM person WHERE addressee_number = $1
    UNION ALL
    SELECT 'number:' || encode(code_index, 'hex') FROM person WHERE addressee_number = $1)
LIMIT 1
