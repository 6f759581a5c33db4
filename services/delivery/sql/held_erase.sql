-- $1 text[] event ids of records that are erased, also where they were to go out once more, $2 whether they are taken
-- out before the hand-over
WITH erased AS (
    DELETE FROM held WHERE event_id = ANY ($1::text[])
), forgotten AS (
    DELETE FROM held_person WHERE event_id = ANY ($1::text[])
), on_the_way AS (
    DELETE FROM outbox_held WHERE ce_id = ANY ($1::text[])
)
UPDATE trace SET erased_at = now(), withdrawn = $2::boolean WHERE event_id = ANY ($1::text[])
