-- $1 addressee number: the person, what stands against him, and the 居所 that stands for him, with who approved it
SELECT p.addressee_number, p.restraints, d.designation_id, e.entry, e.reviewed_by
FROM person p
LEFT JOIN LATERAL (SELECT designation_id FROM destination s WHERE s.addressee_number = p.addressee_number LIMIT 1) d
    ON true
LEFT JOIN LATERAL (SELECT entry, reviewed_by FROM destination_request r WHERE r.request_id = d.designation_id LIMIT 1) e
    ON true
WHERE p.addressee_number = $1
