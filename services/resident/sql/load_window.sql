-- binary
-- All records of a stretch of 宛名番号, one more than a comparison takes. $1 behind this, $2 up to this, '' for the end
SELECT r.addressee_number, r.history_number::text, r.content FROM person_record r
WHERE r.addressee_number > $1 AND r.addressee_number <= CASE WHEN $2 = '' THEN repeat('9', 16) ELSE $2 END
ORDER BY r.addressee_number, r.history_number
LIMIT 1001
