-- What is kept about persons is one sealed message per row (common/db/kept.h): names and addresses stand in no column.
-- Rows of the form before can only be sealed by the service, so a file that has any is filled anew.

DO $$
BEGIN
    IF EXISTS (SELECT FROM record) THEN
        RAISE EXCEPTION 'record has rows of the form before they were sealed'
            USING HINT = 'Start with an empty database of identity and fill it from the register (first_fill).';
    END IF;
END $$;

DROP TABLE foreign_item;
DROP TABLE record;
DROP TABLE person_search;

-- 本人確認情報ファイル: one row per update, only ever added. The numbers at the right are those of the item list of
-- seed 002 (3.2); all others are in content.
CREATE TABLE record (
    register_ref text NOT NULL,
    update_number bigint NOT NULL,          -- 29 更新順番号
    code_index bytea NOT NULL,              -- blind index of item 1
    number_index bytea NOT NULL,            -- blind index of item 13
    resident_code bytea NOT NULL,           -- 1 住民票コード, sealed to identity, subject register_ref
    individual_number bytea NOT NULL,       -- 13 個人番号, likewise
    old_resident_code bytea,                -- 24 旧住民票コード, likewise
    current boolean NOT NULL,               -- 35 レコード状況フラグ: of a resident; else removed (消除)
    recorded_at timestamptz NOT NULL DEFAULT now(), -- 36 タイムスタンプ
    content bytea NOT NULL,                 -- IdentityRecord, kept; key "<register_ref> <update_number>"
    PRIMARY KEY (register_ref, update_number)
);
CREATE TRIGGER record_is_history BEFORE UPDATE OR TRUNCATE ON record
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_history();
CREATE TRIGGER record_is_erased AFTER DELETE ON record REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION erasure_only('removed_record');

-- 本人確認情報検索: one row per 住民票コード that is somebody's, with words of the texts that are looked up whole
-- (ju_blind_word), written with each record. What else of them is compared is in record.content.
CREATE TABLE person_search (
    code_index bytea PRIMARY KEY,
    number_index bytea NOT NULL,
    name_word bigint,                     -- of the folded 氏名; null: there is none
    kana_word bigint,                     -- of the folded 振り仮名, ヂ by its mark; likewise
    sound_word bigint,                    -- ヂ by its sound; null: that is the same
    birth_date text COLLATE "C" NOT NULL, -- representative day
    sex int NOT NULL,
    current boolean NOT NULL,
    rule int NOT NULL                     -- of the folding; another means that the row has to be made anew
) WITH (fillfactor = 80);
CREATE INDEX person_search_number ON person_search (number_index);
CREATE INDEX person_search_name ON person_search (name_word);
CREATE INDEX person_search_kana ON person_search (kana_word);
CREATE INDEX person_search_sound ON person_search (sound_word) WHERE sound_word IS NOT NULL;
CREATE INDEX person_search_birth ON person_search (birth_date);
