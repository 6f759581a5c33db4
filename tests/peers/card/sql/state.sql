-- What the card system holds: records, and how many persons they are for
SELECT count(*) AS held, count(DISTINCT code_index) AS persons, count(DISTINCT delivery_number) AS delivery_numbers
FROM record
