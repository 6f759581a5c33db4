-- A link that was asked for; who decides of it waits for who does so now. $1 link id
SELECT link_id, addressee_number, representative, unlink, state, asked_by, decided_by FROM nonresident_link
WHERE link_id = $1
FOR UPDATE
