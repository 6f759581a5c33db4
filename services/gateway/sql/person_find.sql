-- The current row of a person: history_number, then the fields of juki.gateway.v1.PersonFeed. $1 addressee_number
SELECT * FROM person WHERE addressee_number = $1
