-- 名寄せ元 and 名寄せ先 of a link, as nonresident_find. $1 link id, $2 affair
SELECT EXISTS (SELECT FROM affair_link u WHERE u.addressee_number = n.addressee_number AND u.affair = $2
                                           AND u.valid_to IS NULL), n.*
FROM nonresident_link l
JOIN nonresident_now n ON n.addressee_number IN (l.addressee_number, l.representative)
WHERE l.link_id = $1
ORDER BY n.addressee_number = l.representative
