-- 排他. $1 宛名番号, $2 operator_id, null: nobody
UPDATE nonresident SET held_by = $2, held_at = now() WHERE addressee_number = $1
