-- rows
-- $1 household_number: due, and until the transaction ends nobody takes it, also if it was due before
INSERT INTO household_due (household_number)
SELECT DISTINCT household_number FROM unnest($1::text[]) AS t (household_number) ORDER BY household_number
ON CONFLICT (household_number) DO UPDATE SET household_number = excluded.household_number
