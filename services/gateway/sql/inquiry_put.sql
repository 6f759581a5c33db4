-- $1 inquiry_id, $2 consumer, $3 item, $4 provider, $5 information, $6 text[] asked items, $7 addressee_number, $8 purpose, sealed,
-- $9 law_table, $10 inquirer_kind, $11 affair, $12 law_version, $13 integrated_number, $14 digest, $15 asked_by,
-- $16 asked_terminal, $17 asked_office, $18 now, $19 how long it may wait, in milliseconds
INSERT INTO inquiry (
    inquiry_id, consumer, item, provider, information, asked_items, addressee_number, purpose, law_table, inquirer_kind,
    affair, law_version, integrated_number, digest, state, asked_by, asked_terminal, asked_office, received_at, due_at
) VALUES (
    $1, $2, $3, $4, $5, $6::text[], $7, $8::bytea, $9, $10, $11, $12, $13, $14, 'entered', $15, $16, $17, $18::timestamp,
    $18::timestamp + $19::bigint * interval '1 ms'
)
