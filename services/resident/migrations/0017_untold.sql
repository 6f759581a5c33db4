-- Against whom something stands that the audit trail has not been told of: restraints that came with an import, and
-- those that stood before the trail asked for them. Told in a batch without messages (steps/restrain.c).
CREATE TABLE restraint_untold (
    addressee_number text PRIMARY KEY
);
INSERT INTO restraint_untold SELECT addressee_number FROM person WHERE restraints IS NOT NULL;
