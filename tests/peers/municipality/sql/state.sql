-- 広域交付: copies got, refusals, persons shown, numbers opened
SELECT count(*) FILTER (WHERE refused = '') AS issued, count(*) FILTER (WHERE refused <> '') AS refused,
       coalesce(sum(cardinality(names)), 0) AS persons, coalesce(sum(numbers), 0) AS numbers
FROM wide_answer
