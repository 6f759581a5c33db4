-- $1 register, $2 from, $3 until, $4 state or '', $5 processing date, $6 case_id behind which to begin, or '', $7 cases at most,
-- $8 characters from which on a text is cut: as register_case, of each case its last step with all that stands; and how many
-- cases there are in all, and of these serious ones. Without a case on this page a row of nothing else
WITH last AS (
    SELECT DISTINCT ON (case_id) * FROM register_step WHERE register = $1 ORDER BY case_id, step DESC
), chosen AS (
    SELECT *, (SELECT value FROM register_item i WHERE i.case_id = last.case_id AND i.name = 'serious'
               ORDER BY i.step DESC LIMIT 1) = 'yes' AS serious
    FROM last
    WHERE day >= coalesce($2::date, '-infinity') AND day <= coalesce($3::date, 'infinity')
      AND CASE $4 WHEN 'open' THEN act IN ('opened', 'amended', 'returned')
                  WHEN 'complete' THEN act = 'completed'
                  WHEN 'closed' THEN act = 'closed'
                  WHEN 'overdue' THEN act <> 'closed' AND due_on < $5::date
                  ELSE true END
), total AS (
    SELECT count(*) AS cases, count(*) FILTER (WHERE serious) AS serious FROM chosen
), page AS (
    SELECT * FROM chosen
    WHERE $6 = '' OR (day, case_id) > (SELECT day, case_id FROM last WHERE case_id = $6)
    ORDER BY day, case_id LIMIT $7::int
)
SELECT p.case_id, p.register, p.step, p.act, p.entered_by, to_char(p.entered_on, 'YYYY-MM-DD'), i.name,
    CASE WHEN char_length(i.value) > $8::int THEN left(i.value, $8::int) || '…' ELSE i.value END, t.cases, t.serious
FROM total t
LEFT JOIN page p ON true
LEFT JOIN LATERAL (SELECT DISTINCT ON (name) name, value FROM register_item WHERE case_id = p.case_id
                   ORDER BY name, step DESC) i ON i.value <> ''
ORDER BY p.day, p.case_id, i.name
