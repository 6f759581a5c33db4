-- The items that files of offices may have.
SELECT information, item, kind FROM copy_item ORDER BY information, item
