-- Whether the affair uses him, and a 住登外者 as he stands. $1 宛名番号, $2 affair
SELECT EXISTS (SELECT FROM affair_link l WHERE l.addressee_number = n.addressee_number AND l.affair = $2
                                           AND l.valid_to IS NULL), n.*
FROM nonresident_now n
WHERE n.addressee_number = $1
