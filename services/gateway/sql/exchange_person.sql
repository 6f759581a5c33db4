-- $1 addressee_number: the 団体内統合宛名番号 of the person, or none
SELECT integrated_number FROM person WHERE addressee_number = $1
