-- $1 event_id, $2 inquiry_id, $3 permit_id, $4 code, $5 law version, $6 as of, $7 items
INSERT INTO answer (event_id, inquiry_id, permit_id, code, law_version, as_of, items) VALUES ($1, $2, $3, $4, $5, $6, $7)
