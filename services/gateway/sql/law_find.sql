-- rows
-- $1 law table, $2 item, or instead of both $3 the permit of an inquiry that is held. The lines about the item in every
-- active version of the table, and one row for a version without such a line; the version that counts first. Kinds and
-- information with a mark around each (law.h).
SELECT v.version, v.effective_from, r.line IS NOT NULL, law_list(r.inquirer_kind), r.affair_code,
       law_list(r.provider_kind), law_list(r.information), r.valid_from, r.valid_to, q.n
FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS q (law_table, item, permit_id, n)
LEFT JOIN provision p ON p.permit_id = q.permit_id
JOIN law_version v ON v.law_table = coalesce(q.law_table, p.law_table) AND v.state = 'active'
LEFT JOIN law_row r ON r.item = coalesce(q.item, p.item) AND r.version = v.version
ORDER BY q.n, v.effective_from DESC, v.decided_at DESC, v.version, r.line
