-- $1 permit_id of one that is held: as provision_held, and locked
SELECT v.permit_id, v.permit, v.integrated_number,
       (SELECT min(addressee_number) FROM person WHERE integrated_number = v.integrated_number), v.received_at, v.checked_by,
       v.law_version, v.checked_digest
FROM provision v WHERE v.permit_id = $1 AND v.state IN ('held', 'checked')
FOR UPDATE
