-- $1 text[] event ids, of different persons, whose events were queued before this; $2 today; $3 the topic
UPDATE held h SET handed_on = $2::date,
    sequence = (SELECT s.last FROM outbox_stream s WHERE s.topic = $3 AND s.key = h.register_ref)
WHERE h.event_id = ANY ($1::text[])
