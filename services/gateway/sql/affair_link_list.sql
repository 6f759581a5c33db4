-- Who uses and used a 宛名番号. $1 宛名番号
SELECT affair, addressee_number, affair_number, valid_from, valid_to FROM affair_link WHERE addressee_number = $1
ORDER BY valid_from, affair
