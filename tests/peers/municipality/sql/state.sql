-- 広域交付: copies got, refusals, persons shown, numbers opened; 特例転入: certificates got, 送信依頼 got, letters taken and
-- refused, who arrived elsewhere
SELECT count(*) FILTER (WHERE refused = '') AS issued, count(*) FILTER (WHERE refused <> '') AS refused,
       coalesce(sum(cardinality(names)), 0) AS persons, coalesce(sum(numbers), 0) AS numbers,
       (SELECT count(*) FROM received) AS certificates, (SELECT count(*) FROM request) AS certificate_requests,
       (SELECT count(*) FROM answer WHERE code = '') AS letters_taken,
       (SELECT count(*) FROM answer WHERE code <> '') AS letters_refused,
       (SELECT count(*) FROM move_person WHERE arrived IS NOT NULL) AS arrived
FROM wide_answer
