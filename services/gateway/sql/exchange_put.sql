-- rows
-- $1 direction, $2 exchange_id, $3 subject or NULL, $4 integrated_number, sealed, or NULL, $5 inquirer_kind, $6 inquirer,
-- $7 provider, $8 law_table, $9 item, $10 affair, $11 information, $12 law_version, $13 permit_id, $14 outcome,
-- $15 operator_id, $16 terminal_id, $17 received_at, $18 closed_at. Texts of others are cut: an index has its limits.
INSERT INTO exchange_record (
    direction, exchange_id, subject, integrated_number, inquirer_kind, inquirer, provider, law_table, item, affair,
    information, law_version, permit_id, outcome, operator_id, terminal_id, received_at, closed_at
)
SELECT direction, exchange_id, subject, integrated_number, left(inquirer_kind, 100), left(inquirer, 40),
       left(provider, 40), left(law_table, 200), left(item, 40), left(affair, 200), left(information, 200), law_version,
       left(permit_id, 40), outcome, operator_id, terminal_id, received_at::timestamp, closed_at::timestamp
FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[],
            $18::text[])
     AS t (direction, exchange_id, subject, integrated_number, inquirer_kind, inquirer, provider, law_table, item,
           affair, information, law_version, permit_id, outcome, operator_id, terminal_id, received_at, closed_at)
