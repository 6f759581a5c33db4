-- The turn of both persons of a link, as nonresident_turn, in the order in which whoever asks for one takes it. $1 link id
SELECT pg_advisory_xact_lock(hashtextextended(t.number, 5))
FROM (SELECT n.number FROM nonresident_link l, unnest(ARRAY[l.addressee_number, l.representative]) AS n (number)
      WHERE l.link_id = $1 ORDER BY n.number COLLATE "C") AS t
