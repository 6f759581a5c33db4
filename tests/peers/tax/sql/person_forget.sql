-- Somebody whom the office is not to know any longer: nothing of him stays. $1 addressee_number
WITH records AS (
    DELETE FROM person_record WHERE addressee_number = $1
), spans AS (
    DELETE FROM household_span WHERE addressee_number = $1
)
DELETE FROM person WHERE addressee_number = $1
