-- $1 affair, or null: the items that files of its offices may have, or of all.
SELECT information, item, kind FROM copy_item WHERE $1::text IS NULL OR affair = $1 ORDER BY information, item
