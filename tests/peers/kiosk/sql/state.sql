-- Requests made with --ask, certificates got, refusals, persons shown, 個人番号 opened
SELECT (SELECT count(*) FROM request) AS asked, count(*) FILTER (WHERE refused = '') AS issued,
       count(*) FILTER (WHERE refused <> '') AS refused, coalesce(sum(persons), 0) AS persons,
       coalesce(sum(numbers), 0) AS numbers
FROM answer
