-- rows
-- $1 permit_id, $2 inquiry_id, $3 state, $4 code or NULL, $5 団体内統合宛名番号 while held, or NULL, $6 law version, $7 received at,
-- $8 permit while held, or NULL, $9 law table, $10 item, $11 information
INSERT INTO provision (permit_id, inquiry_id, state, code, integrated_number, law_version, received_at, permit,
                       law_table, item, information)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[],
                     $9::text[], $10::text[], $11::text[])
