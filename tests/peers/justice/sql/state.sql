-- Foreign residents held, and answers to notices
SELECT count(*) FILTER (WHERE state = 1) AS held, (SELECT count(*) FROM result) AS results,
       (SELECT count(*) FROM result WHERE refused <> '') AS refused
FROM person
