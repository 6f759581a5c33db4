-- What else stands of 名寄せ元: whether others are linked to it, and whether a link of it waits, other than this one.
-- $1 宛名番号, $2 link id or ''
SELECT EXISTS (SELECT FROM nonresident WHERE representative = v.number),
       EXISTS (SELECT FROM nonresident_link WHERE addressee_number = v.number AND state = 'asked' AND link_id <> $2)
FROM (SELECT coalesce((SELECT addressee_number FROM nonresident_link WHERE link_id = $2), $1::text) AS number) AS v
