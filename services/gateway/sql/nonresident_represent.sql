-- 名寄せ: the number is represented by another, or by itself again. $1 宛名番号, $2 名寄せ先 or null
UPDATE nonresident SET representative = $2 WHERE addressee_number = $1
