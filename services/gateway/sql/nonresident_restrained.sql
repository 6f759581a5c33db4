-- Whether the place of a 宛名番号 may be told. $1 宛名番号
SELECT restrained FROM restraint WHERE addressee_number = $1
