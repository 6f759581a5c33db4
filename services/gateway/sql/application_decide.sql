-- $1 application_id, $2 decision, $3 by whom, $4 terminal. Approved it is the next version of its consumer.
WITH decided AS (
    INSERT INTO consumer_decision (application_id, decision, applied_by, decided_by, decided_terminal)
    SELECT application_id, $2, applied_by, $3, $4 FROM consumer_application WHERE application_id = $1
    RETURNING application_id, decision
)
INSERT INTO consumer (id, version, office, affair, legal_basis, items, uses_number, restrained_place, filter_states,
                      filter_age_under, filter_age_base, filter_household, filter_areas, valid_from, valid_to,
                      application_id, delivery)
SELECT a.id, a.base_version + 1, a.office, a.affair, a.legal_basis, a.items, a.uses_number, a.restrained_place,
       a.filter_states, a.filter_age_under, a.filter_age_base, a.filter_household, a.filter_areas, a.valid_from,
       a.valid_to, a.application_id, a.delivery
FROM consumer_application a
JOIN decided d ON d.application_id = a.application_id
WHERE d.decision = 'approved'
