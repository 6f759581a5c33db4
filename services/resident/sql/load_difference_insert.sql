-- rows
-- $1 load id, $2 number, $3 addressee number, $4 history number, $5 kind, $6 item, $7 its values
INSERT INTO migration_difference (load_id, number, addressee_number, history_number, kind, item, content)
SELECT load_id, number::bigint, addressee_number, history_number::int, kind, item, content
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[])
     AS t (load_id, number, addressee_number, history_number, kind, item, content)
