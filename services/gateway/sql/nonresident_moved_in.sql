-- Who was a 住登外者 lives here now (住登外者が住民になった場合): his numbers stay his, their history goes on with what was known
-- of him, the affairs' use of them ends, and a 符号 is asked for unless he has one. $1 団体内統合宛名番号, $2 宛名番号 in the register, $3 change_id, $4 processing date
WITH moved AS (
    UPDATE nonresident SET state = 'moved_in', resident_number = $2, history_number = history_number + 1,
                           held_by = NULL, held_at = NULL
    WHERE (integrated_number = $1 OR addressee_number = $2) AND state = 'non_resident'
    RETURNING addressee_number, history_number
), ended AS (
    UPDATE affair_link l SET valid_to = $4::date FROM moved m
    WHERE l.addressee_number = m.addressee_number AND l.valid_to IS NULL
), due AS (
    UPDATE integrated SET code_asked = false
    WHERE integrated_number = $1
      AND NOT EXISTS (SELECT FROM subject_code WHERE integrated_number = $1 AND state IN ('requested', 'acquired'))
)
INSERT INTO nonresident_record (addressee_number, history_number, request_id, act, recorded_on, operator_id, affair,
                                birth_date, content_of, content)
SELECT m.addressee_number, m.history_number, $3, 'moved_in', $4::date, '', '', r.birth_date, r.content_of, r.content
FROM moved m JOIN nonresident_record r ON r.addressee_number = m.addressee_number AND r.history_number = m.history_number - 1
