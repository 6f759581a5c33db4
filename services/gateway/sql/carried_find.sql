-- binary
-- $1 宛名番号: who was carried (引継) and lives elsewhere, as the affairs know him that use his number: 宛名番号, the history_number
-- of the content, whether the place may not be told, content, state, 団体内統合宛名番号, the request that told of him last; then
-- these affairs, character 31 between
SELECT o.addressee_number, o.content_of::text, o.restrained::text, o.content, o.state, o.integrated_number, o.request_id,
       (SELECT string_agg(u.affair, chr(31)) FROM nonresident_person u WHERE u.addressee_number = $1)
FROM nonresident_person o WHERE o.addressee_number = $1 LIMIT 1
