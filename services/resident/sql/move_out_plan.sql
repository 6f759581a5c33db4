-- rows
-- $1 転出予定年月日, $2 addressee number
INSERT INTO move_out_planned (planned_date, addressee_number)
SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT DO NOTHING
