-- rows
-- $1 event id, $2 peer, $3 change id, $4 subject
INSERT INTO link_notice (event_id, peer, change_id, subject)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
