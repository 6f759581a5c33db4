-- $1 permit_id: the permission, locked, so that it serves once; or none. Columns as media_permits without the export
SELECT p.permit_id, p.kind, p.receiver, p.max_persons, p.purpose, p.state, p.asked_by, p.decided_by, p.valid_until
FROM media_permit p WHERE p.permit_id = $1
FOR UPDATE
