-- 住登外者 are found by blind words (common/db/kept.h) and compared by the service, which alone reads what is kept of them.
DO $$
BEGIN
    IF EXISTS (SELECT FROM nonresident_name) THEN
        RAISE EXCEPTION 'nonresident_name has names that are not sealed: begin with an empty database of gateway '
            '(CHANGELOG.md)';
    END IF;
END $$;

-- What each row of the history is found by: one row per name. Former names stay.
DROP TABLE nonresident_name;
CREATE TABLE nonresident_name (
    addressee_number text NOT NULL,
    history_number int NOT NULL,
    name_index bytea NOT NULL, -- blind index of the folded name
    word bigint[] NOT NULL     -- of its beginnings, of its kana and of the beginnings of that: nonresident_words
);
CREATE INDEX nonresident_name_index ON nonresident_name (name_index);
CREATE INDEX nonresident_name_word ON nonresident_name USING gin (word) WITH (gin_pending_list_limit = 512);
