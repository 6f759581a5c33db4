-- $1 blind index of 個人番号, $2 body: its 符号 with that body, '' without; whether the network does not know the person
SELECT coalesce((SELECT code FROM code WHERE number_index = $1 AND body = $2), ''),
       EXISTS (SELECT FROM unknown_person WHERE number_index = $1)
