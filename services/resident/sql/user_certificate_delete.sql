-- $1 addressee number
DELETE FROM user_certificate WHERE addressee_number = $1
