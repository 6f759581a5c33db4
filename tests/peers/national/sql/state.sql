-- What the national body holds: persons it has numbered, answers it has given
SELECT count(*) AS held, coalesce(sum(answers), 0) AS answers FROM issued
