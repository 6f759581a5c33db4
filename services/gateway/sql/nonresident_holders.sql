-- The consumers that hold a 宛名番号, with commas between. $1 宛名番号, $2 whether only the owner may see him, $3 that affair
SELECT string_agg(DISTINCT c.id, ',') FROM affair_link l JOIN consumer c ON c.affair = l.affair
WHERE l.addressee_number = $1 AND l.valid_to IS NULL AND (NOT $2::boolean OR l.affair = $3)
