-- What the card system holds: records, and how many persons they are for
SELECT count(*) AS held,
       (SELECT count(DISTINCT p.code_index) FROM record_person p) AS persons,
       count(DISTINCT delivery_number) AS delivery_numbers
FROM record
