-- No affair uses this 宛名番号 any more. $1 宛名番号, $2 processing date
UPDATE affair_link SET valid_to = $2::date WHERE addressee_number = $1 AND valid_to IS NULL
