-- rows
-- $1 entry_id, $2 line, $3 addressee_number, $4 information, $5 as_of, $6 item, $7 value, sealed
INSERT INTO copy_entry_row (entry_id, line, addressee_number, information, as_of, item, value)
SELECT entry_id, line::int, addressee_number, information, as_of::date, item, value
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[])
     AS t (entry_id, line, addressee_number, information, as_of, item, value)
