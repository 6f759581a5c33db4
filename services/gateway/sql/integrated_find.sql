-- Who has this key, one of the four; whether it is a 個人番号 that he gave up and nobody else has; then each 宛名番号 of the
-- person with its state and every affair that uses or used it; and 符号取得状況, '' when none was asked for. Whoever has no
-- 宛名番号 that the affair may see does not exist for it. $1 bytea blind index of 個人番号 or null, $2 宛名番号 or '',
-- $3 the affair's own number or '', $4 団体内統合宛名番号 or '', $5 affair, which sees of 住登外者 whom it may
WITH key AS (
    SELECT integrated_number, false AS former FROM integrated WHERE number_index = $1::bytea
    UNION ALL
    SELECT f.integrated_number, true FROM former_number f
    WHERE f.number_index = $1::bytea AND NOT EXISTS (SELECT FROM integrated WHERE number_index = $1::bytea)
    UNION ALL
    SELECT integrated_number, false FROM integrated WHERE integrated_number = $4
    UNION ALL
    SELECT coalesce(p.integrated_number, n.integrated_number), false
    FROM (SELECT $2::text AS addressee_number
          UNION ALL
          SELECT l.addressee_number FROM affair_link l WHERE l.affair = $5 AND l.affair_number = nullif($3::text, '')) AS v
    LEFT JOIN person p ON p.addressee_number = v.addressee_number
    LEFT JOIN nonresident n ON n.addressee_number = v.addressee_number AND (NOT n.not_shared OR n.owner = $5)
), who AS (
    SELECT integrated_number, bool_and(former) AS former FROM key
    WHERE integrated_number IS NOT NULL GROUP BY integrated_number
)
SELECT w.integrated_number, w.former, a.addressee_number, a.state, l.affair, l.affair_number, l.valid_from, l.valid_to,
       coalesce(s.state, '')
FROM who w
JOIN LATERAL (
    SELECT p.addressee_number, p.state FROM person p WHERE p.integrated_number = w.integrated_number
    UNION ALL
    SELECT n.addressee_number, n.state FROM nonresident n
    WHERE n.integrated_number = w.integrated_number AND NOT n.carried AND (NOT n.not_shared OR n.owner = $5)) AS a ON true
LEFT JOIN affair_link l ON l.addressee_number = a.addressee_number
LEFT JOIN subject_code s ON s.integrated_number = w.integrated_number
ORDER BY w.integrated_number, a.addressee_number, l.valid_from, l.affair
