-- Addressee numbers and household of a registered change. $1 change id
SELECT DISTINCT addressee_number, household_number FROM person_record WHERE change_id = $1 ORDER BY addressee_number
