-- Who ever was in a household: its members as of a past day are decided among these.
CREATE INDEX person_record_household ON person_record (household_number, addressee_number);
