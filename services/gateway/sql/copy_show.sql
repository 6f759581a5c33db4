-- $1 addressee_number, $2 affair, or null. The 副本 of the person that are of this affair, or all, a row for each item; one
-- row without information when there is none.
SELECT p.integrated_number, c.information, i.key, i.value, c.as_of, c.version,
       encode(sha256(convert_to(c.items::text, 'UTF8')), 'hex'), c.source, coalesce(f.no_auto_answer, false) OR p.restrained,
       coalesce(f.not_disclosed, false)
FROM person p
LEFT JOIN copy c ON c.integrated_number = p.integrated_number
     AND ($2::text IS NULL OR EXISTS (SELECT FROM copy_item o WHERE o.information = c.information AND o.affair = $2))
LEFT JOIN LATERAL (SELECT bool_or(f.no_auto_answer) AS no_auto_answer, bool_or(f.not_disclosed) AS not_disclosed
                   FROM copy_flag f
                   WHERE f.integrated_number = p.integrated_number AND f.information IN ('', c.information)) AS f ON true
LEFT JOIN LATERAL jsonb_each_text(c.items) AS i ON true
WHERE p.addressee_number = $1
ORDER BY c.information, i.key
