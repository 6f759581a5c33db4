-- $1 request_id, $2 how many: the first of as many serials, the same one for the same order
SELECT coalesce((SELECT first FROM delivered WHERE request_id = $1),
                (SELECT setval('code_serial', nextval('code_serial') + $2::int - 1) - $2::int + 1))
