-- 附票 held, and how many of them have an address
SELECT count(*) AS held, count(*) FILTER (WHERE address <> '') AS residing FROM person
