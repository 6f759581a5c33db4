-- $1 permit_id, $2 inquiry_id, $3 why refused, or ''
INSERT INTO permit (permit_id, inquiry_id, refused) VALUES ($1, $2, $3)
