-- Where a person belonged and lived from which day on (juki.common.v1.HouseholdHistory, AddressHistory, as bytes): of
-- persons told of before, with their next change.
ALTER TABLE person ADD COLUMN household_history bytea, ADD COLUMN address_history bytea;

-- Both offices judge by a day that is over: 賦課期日 (seed 003 L171) and 基準日 (seed 004 section 3.1).
UPDATE consumer SET items = items || '{household_history,address_history}'::text[] WHERE id IN ('tax', 'welfare');
