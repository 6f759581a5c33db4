-- binary
-- $1 addressee_number: the current row of a person: 宛名番号, history_number, whether the place may not be told, content
SELECT addressee_number, history_number::text, restrained::text, content FROM person WHERE addressee_number = $1
