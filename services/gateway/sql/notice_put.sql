-- $1 notice_id, $2 consumer, $3 title and $4 body, sealed, $5 entered_by
INSERT INTO notice (notice_id, consumer, title, body, entered_by) VALUES ($1, $2, $3::bytea, $4::bytea, $5)
