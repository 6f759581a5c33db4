-- $1 store, $2 receiver, $3 processing date: the registrations of this place of backups (backup_place) that count on that day:
-- closed, begun, not ended, not revoked. Their items are said once, at the opening
SELECT s.case_id
FROM register_step s
JOIN register_item p ON p.case_id = s.case_id AND p.step = 1 AND p.name = 'store' AND p.value = $1
JOIN register_item r ON r.case_id = s.case_id AND r.step = 1 AND r.name = 'receiver' AND r.value = $2
JOIN register_item b ON b.case_id = s.case_id AND b.step = 1 AND b.name = 'begins_on' AND b.value <= $3
JOIN register_item u ON u.case_id = s.case_id AND u.step = 1 AND u.name = 'until' AND u.value >= $3
WHERE s.register = 'backup_place' AND s.act = 'closed'
  AND NOT EXISTS (
    SELECT FROM register_step v
    JOIN register_item k ON k.case_id = v.case_id AND k.step = 1 AND k.name = 'kind' AND k.value = 'backup_place'
    JOIN register_item c ON c.case_id = v.case_id AND c.step = 1 AND c.name = 'value' AND c.value = s.case_id
    WHERE v.register = 'revocation' AND v.step = 1)
