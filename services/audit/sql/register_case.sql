-- $1 case_id, $2 first step of which all items are wanted, $3 how many such steps; of the others only what still stands:
-- case_id, register, step, act, entered_by, entered_on, name, value; a row for each item, one for a step without any
SELECT s.case_id, s.register, s.step, s.act, s.entered_by, to_char(s.entered_on, 'YYYY-MM-DD'), i.name, i.value
FROM register_step s LEFT JOIN register_item i ON i.case_id = s.case_id AND i.step = s.step
    AND (i.step BETWEEN $2::int AND $2::int + $3::int - 1
        OR NOT EXISTS (SELECT FROM register_item l WHERE l.case_id = i.case_id AND l.name = i.name AND l.step > i.step))
WHERE s.case_id = $1
ORDER BY s.step, i.name
