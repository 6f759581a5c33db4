-- rows
-- $1 delivery_id, $2 notice_id, $3 integrated_number
INSERT INTO notice_delivery (delivery_id, notice_id, integrated_number)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
