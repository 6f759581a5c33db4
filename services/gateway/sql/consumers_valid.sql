-- $1 processing date: the consumers that receive a feed on that day
SELECT id, uses_number, array_to_string(items, ' '), restrained_place
FROM consumer
WHERE valid_from <= $1::date AND (valid_to IS NULL OR valid_to >= $1::date)
ORDER BY id
