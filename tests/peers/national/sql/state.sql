-- What the national body holds: persons it has numbered, answers it has given, free codes it has delivered
SELECT count(*) AS held, coalesce(sum(answers), 0) AS answers,
       (SELECT coalesce(sum(count), 0) FROM delivered) AS codes
FROM issued
