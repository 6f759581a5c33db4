-- rows
-- $1 roster_id, $2 line, $3 operator, $4 department, $5 affair, $6 valid from, $7 valid to; NULL: any, or open
INSERT INTO roster_line (roster_id, line, operator_id, department, affair, valid_from, valid_to)
SELECT roster_id::uuid, line::int, operator_id, department, affair, valid_from::date, valid_to::date
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    AS l (roster_id, line, operator_id, department, affair, valid_from, valid_to)
