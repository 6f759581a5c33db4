-- $1 application_id: its record, and whether the consumer is another than when it was applied for
SELECT r.*,
       a.base_version <> coalesce((SELECT max(c.version) FROM consumer c WHERE c.id = a.id), 0) OR
       EXISTS (SELECT FROM consumer_revocation v WHERE v.id = a.id AND v.revoked_at > a.applied_at)
FROM consumer_record r
JOIN consumer_application a ON a.application_id = r.application_id
WHERE r.application_id = $1
