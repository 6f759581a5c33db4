-- Whose 利用者証明用電子証明書 this is. $1 blind index of its serial
SELECT addressee_number FROM user_certificate WHERE serial_index = $1
