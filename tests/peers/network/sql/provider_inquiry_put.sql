-- $1 permit_id, $2 inquiry_id, $3 provider, $4 information, $5 text[] asked items, $6 Permit
INSERT INTO provider_inquiry (permit_id, inquiry_id, provider, information, asked, permit)
VALUES ($1, $2, $3, $4, $5::text[], $6::bytea)
