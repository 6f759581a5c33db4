-- 本人確認情報照会 may ask by 個人番号.
ALTER TABLE person ADD number_index bytea; -- blind index; null in rows of before
