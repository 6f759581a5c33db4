-- $1 宛名番号: who was carried (引継) and lives elsewhere, as the affairs know him that use his number: columns as person_find,
-- then these affairs, character 31 between
SELECT (o.person).*, (SELECT string_agg(u.affair, chr(31)) FROM nonresident_person u WHERE u.addressee_number = $1)
FROM nonresident_person o WHERE o.addressee_number = $1 LIMIT 1
