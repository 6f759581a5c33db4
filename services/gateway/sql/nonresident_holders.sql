-- The affairs that use a 宛名番号, character 31 between. $1 宛名番号, $2 whether only the owner may see him, $3 that affair
SELECT string_agg(affair, chr(31)) FROM affair_link
WHERE addressee_number = $1 AND valid_to IS NULL AND (NOT $2::boolean OR affair = $3)
