-- 更新履歴 of a 住登外者, the latest first: history_number, act, day, operator, affair, 宛名番号, the history_number of the
-- content, content. $1 宛名番号
SELECT history_number, act, recorded_on, operator_id, affair, addressee_number, content_of, content
FROM nonresident_record WHERE addressee_number = $1
ORDER BY history_number DESC
LIMIT 200
