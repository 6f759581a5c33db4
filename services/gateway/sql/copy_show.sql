-- $1 addressee_number, $2 affair, or null. The 副本 of the person that are of this affair, or all; one row without information
-- when there is none. Behind 団体内統合宛名番号, as_of, version, source and the flags the columns of copy_items_of.
SELECT p.integrated_number, c.as_of, c.version, c.source, coalesce(f.no_auto_answer, false) OR p.restrained,
       coalesce(f.not_disclosed, false),
       c.integrated_number, c.information, c.content, c.relationship, c.name_index IS NOT NULL, h.addressee_number,
       h.history_number, h.content
FROM person p
LEFT JOIN copy c ON c.integrated_number = p.integrated_number
     AND ($2::text IS NULL OR EXISTS (SELECT FROM copy_item o WHERE o.information = c.information AND o.affair = $2))
LEFT JOIN person h ON h.addressee_number = c.householder AND h.name_index = c.name_index
LEFT JOIN LATERAL (SELECT bool_or(f.no_auto_answer) AS no_auto_answer, bool_or(f.not_disclosed) AS not_disclosed
                   FROM copy_flag f
                   WHERE f.integrated_number = p.integrated_number AND f.information IN ('', c.information)) AS f ON true
WHERE p.addressee_number = $1
ORDER BY c.information
