-- Whom a note is about, with what stands against the person, and how the note was left; no row when there is neither.
-- $1 note id or null, $2 addressee number of a new one
WITH latest AS (
    SELECT * FROM person_note WHERE note_id = $1 ORDER BY step DESC LIMIT 1
)
SELECT p.addressee_number, p.restraints, coalesce(n.step, 0), n.kind, n.state, n.note_text, n.recorded_date,
       n.date_hidden, n.operator_id
FROM person p
LEFT JOIN latest n ON n.addressee_number = p.addressee_number
WHERE p.addressee_number = coalesce((SELECT addressee_number FROM latest), $2)
