-- $1 addressee number, $2 blind index of the serial
INSERT INTO user_certificate (addressee_number, serial_index) VALUES ($1, $2)
ON CONFLICT (addressee_number) DO UPDATE SET serial_index = excluded.serial_index, registered_at = now()
