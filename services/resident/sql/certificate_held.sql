-- Whether a 仮登録 holds this person or, of a resident, the household. $1 addressee number, or NULL and
-- $2 blind index of the serial of the 利用者証明用電子証明書
WITH asked AS (
    SELECT p.* FROM person p
    WHERE p.addressee_number = coalesce($1::text,
        (SELECT c.addressee_number FROM user_certificate c WHERE c.serial_index = $2::bytea))
)
SELECT 1 FROM change_lock
WHERE held IN (
    SELECT 'household:' || household_number FROM asked WHERE state = 1
    UNION ALL
    SELECT 'number:' || encode(number_index, 'hex') FROM asked
    UNION ALL
    SELECT 'number:' || encode(code_index, 'hex') FROM asked)
LIMIT 1
