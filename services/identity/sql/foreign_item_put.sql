-- rows
-- $1 register_ref, $2 更新順番号 of the row of record, $3 通称, then the items of 法第30条の45: $4 国籍・地域, $5
-- 外国人住民となった年月日, $6 区分, $7 在留資格, $8 在留期間, $9 満了の日, $10 番号 of the card
INSERT INTO foreign_item (register_ref, update_number, alias, nationality, foreign_resident_since, section, status, period,
                          until, card_number)
SELECT register_ref, update_number::bigint, alias, nationality, foreign_resident_since, section::int, status, period,
       until, card_number
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::text[])
     AS t (register_ref, update_number, alias, nationality, foreign_resident_since, section, status, period, until,
           card_number)
