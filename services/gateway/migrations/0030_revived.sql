-- 0009 gave tax and welfare another version, with more items, whatever stood against it. It is no approval: what was revoked
-- before stays revoked, and of whom the version before was told remains all of whom this one is.
INSERT INTO consumer_revocation (id, version, reason, revoked_by, revoked_terminal)
SELECT c.id, c.version, r.reason, r.revoked_by, r.revoked_terminal
FROM consumer c
JOIN consumer_revocation r ON r.id = c.id AND r.version = c.version - 1 AND r.revoked_at <= c.approved_at
WHERE c.application_id IS NULL AND c.version > 1
  AND NOT EXISTS (SELECT FROM consumer_revocation k WHERE k.id = c.id AND k.version >= c.version);

WITH narrowed AS (
    INSERT INTO consumer (id, version, office, affair, legal_basis, items, uses_number, restrained_place, filter_states,
                          filter_age_under, filter_age_base, filter_household, filter_areas, valid_from, valid_to, delivery)
    SELECT c.id, c.version + 1, c.office, c.affair, c.legal_basis, c.items, c.uses_number, c.restrained_place,
           p.filter_states, p.filter_age_under, p.filter_age_base, p.filter_household, p.filter_areas, c.valid_from,
           c.valid_to, c.delivery
    FROM consumer c
    JOIN consumer p ON p.id = c.id AND p.version = c.version - 1
    WHERE c.application_id IS NULL AND c.version > 1
      AND c.version = (SELECT max(v.version) FROM consumer v WHERE v.id = c.id)
      AND c.filter_states = '{}' AND c.filter_age_under = 0 AND c.filter_areas = '{}'
      AND (p.filter_states <> '{}' OR p.filter_age_under > 0 OR p.filter_areas <> '{}')
      AND NOT EXISTS (SELECT FROM consumer_revocation k WHERE k.id = c.id AND k.version >= c.version)
    RETURNING id, version
)
INSERT INTO consumer_missed (consumer, version) SELECT id, version FROM narrowed;
