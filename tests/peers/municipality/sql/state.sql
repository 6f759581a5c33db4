-- Certificates got, 送信依頼 got, letters taken and refused, who arrived elsewhere
SELECT (SELECT count(*) FROM received) AS certificates, (SELECT count(*) FROM request) AS requests,
       (SELECT count(*) FROM answer WHERE code = '') AS taken, (SELECT count(*) FROM answer WHERE code <> '') AS refused,
       (SELECT count(*) FROM move_person WHERE arrived IS NOT NULL) AS arrived
