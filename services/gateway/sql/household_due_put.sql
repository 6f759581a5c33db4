-- rows
-- $1 household_number
INSERT INTO household_due (household_number)
SELECT DISTINCT household_number FROM unnest($1::text[]) AS t (household_number) ORDER BY household_number
ON CONFLICT DO NOTHING
