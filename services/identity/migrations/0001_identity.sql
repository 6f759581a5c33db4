-- 本人確認情報: the file, the notices to the prefecture, the requests for numbers.

-- 本人確認情報ファイル: one row per update, only ever added. The numbers at the right are those of the item list of
-- seed 002 (3.2). Days are texts because a day may be 不詳 or missing in the calendar (standard j80).
CREATE TABLE record (
    register_ref text NOT NULL,
    code_index bytea NOT NULL,              -- blind index of item 1
    number_index bytea NOT NULL,            -- blind index of item 13
    resident_code bytea NOT NULL,           -- 1 住民票コード, sealed to identity, subject register_ref
    name text,                              -- 2 漢字氏名
    name_external_characters int NOT NULL,  -- 3 外字数（氏名）
    name_kana text,                         -- 4 ふりがな氏名
    name_kana_plain text,                   -- 5 清音化かな氏名
    birth_date text NOT NULL,               -- 6 生年月日
    birth_date_uncertain boolean NOT NULL,
    birth_date_written text,
    sex int NOT NULL,                       -- 7 性別
    municipality_code text NOT NULL,        -- 8 市町村コード
    town_code text,                         -- 9 大字・字コード
    postal_code text,                       -- 10 郵便番号
    address text NOT NULL,                  -- 11 住所
    address_external_characters int NOT NULL, -- 12 外字数（住所）
    individual_number bytea NOT NULL,       -- 13 個人番号, sealed as item 1
    resident_since text,                    -- 14 住民となった日
    address_since text,                     -- 15 住所を定めた日
    notified_date text,                     -- 16 届出の年月日
    previous_municipality_code text,        -- 17 市町村コード（転入前）
    previous_address text,                  -- 18 転入前住所
    previous_address_external_characters int NOT NULL, -- 19 外字数（転入前住所）
    relationship text,                      -- 20 続柄
    reason text NOT NULL,                   -- 21 異動事由
    change_date text NOT NULL,              -- 22 異動年月日
    reason_detail text,                     -- 23 異動事由詳細
    old_resident_code bytea,                -- 24 旧住民票コード, sealed
    resident_code_since text,               -- 25 住民票コード使用年月日
    request_id text,                        -- 26 依頼管理番号
    operator_id text,                       -- 27 操作者ＩＤ
    terminal_id text,                       -- 28 操作端末ＩＤ
    update_number bigint NOT NULL,          -- 29 更新順番号
    recovery_update_number bigint,          -- 30 異常時更新順番号
    update_forbidden boolean,               -- 31 更新禁止フラグ
    scheduled boolean,                      -- 32 予定者フラグ
    exclusive boolean,                      -- 33 排他フラグ
    has_external_characters boolean NOT NULL, -- 34 外字フラグ
    current boolean NOT NULL,               -- 35 レコード状況フラグ: of a resident; else removed (消除)
    recorded_at timestamptz NOT NULL DEFAULT now(), -- 36 タイムスタンプ
    former_name text,                       -- 37 旧氏　漢字
    former_name_external_characters int,    -- 38 旧氏　外字数
    former_name_kana text,                  -- 39 旧氏　ふりがな
    former_name_external_serial text,       -- 40 旧氏　外字変更連番
    PRIMARY KEY (register_ref, update_number)
);

CREATE FUNCTION record_is_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of record are only ever added';
END $$;
CREATE TRIGGER record_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON record
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_history();

-- The current row of each 住民票コード.
CREATE TABLE person (
    code_index bytea PRIMARY KEY,
    register_ref text NOT NULL,
    update_number bigint NOT NULL
) WITH (fillfactor = 70);

-- Notices to the prefecture and its receipts. subject: as in the audit trail.
CREATE TABLE notice (
    event_id text PRIMARY KEY,
    change_id text NOT NULL,
    register_ref text NOT NULL,
    subject text NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT now(),
    acknowledged_at timestamptz
) WITH (fillfactor = 60);
CREATE INDEX notice_change ON notice (change_id);

-- Requests to the national body for numbers (依頼管理番号). event_id: ce_id of the request.
CREATE TABLE number_request (
    request_id text PRIMARY KEY,
    event_id text NOT NULL UNIQUE,
    change_id text NOT NULL,
    register_ref text NOT NULL,
    subject text NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'answered')),
    requested_at timestamptz NOT NULL DEFAULT now(),
    acknowledged_at timestamptz,
    answered_at timestamptz
) WITH (fillfactor = 60);
