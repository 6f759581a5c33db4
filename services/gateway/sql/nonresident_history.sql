-- 更新履歴 of a 住登外者, the latest first: history_number, act, day, operator, affair, then the fields of
-- juki.gateway.v1.NonresidentBasics. $1 宛名番号
SELECT history_number, act, recorded_on, operator_id, affair, name, name_kana, name_roman, name_kanji, alias, alias_kana,
       birth_date, birth_date_uncertain, birth_date_written, sex, postal_code, municipality_code, town_code, prefecture,
       municipality, town, number, building, country_code, country, foreign_address, individual_number
FROM nonresident_record WHERE addressee_number = $1
ORDER BY history_number DESC
LIMIT 200
