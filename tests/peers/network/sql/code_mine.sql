-- $1 blind index of 個人番号, $2 body: its 符号 with that body
SELECT code FROM code WHERE number_index = $1 AND body = $2
