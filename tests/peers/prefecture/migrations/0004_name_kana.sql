-- The 9th item, 氏名の振り仮名, in notices from its day on.
ALTER TABLE person ADD name_kana text;
