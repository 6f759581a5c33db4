-- $1 integrated_number, $2 blind index of the 個人番号 that the person has from now on
UPDATE integrated SET number_index = $2::bytea WHERE integrated_number = $1
