-- $1 text[] act_ids that are sent once more, $2 today
UPDATE card_act SET again_on = $2::date WHERE act_id = ANY ($1::text[])
