-- rows
-- $1 law table, $2 item. The lines about the item in every active version of the table, and one row for a version
-- without such a line; the version that counts first. Kinds and information with a mark around each (law.h).
SELECT v.version, v.effective_from, r.line IS NOT NULL, law_list(r.inquirer_kind), r.affair_code,
       law_list(r.provider_kind), law_list(r.information), r.valid_from, r.valid_to, q.n
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS q (law_table, item, n)
JOIN law_version v ON v.law_table = q.law_table AND v.state = 'active'
LEFT JOIN law_row r ON r.item = q.item AND r.version = v.version
ORDER BY q.n, v.effective_from DESC, v.decided_at DESC, v.version, r.line
