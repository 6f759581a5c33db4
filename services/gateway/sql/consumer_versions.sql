-- $1 consumer, or NULL for all
SELECT id, office, affair, legal_basis, array_to_string(items, ' '), uses_number, restrained_place,
       to_char(valid_from, 'YYYY-MM-DD'), to_char(valid_to, 'YYYY-MM-DD')
FROM consumer
WHERE $1::text IS NULL OR id = $1
ORDER BY id
