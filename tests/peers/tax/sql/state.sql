SELECT count(*) AS held,
       count(*) FILTER (WHERE state = 'resident') AS residents,
       count(number_index) AS numbered,
       (SELECT count(*) FROM person_record) AS records
FROM person
