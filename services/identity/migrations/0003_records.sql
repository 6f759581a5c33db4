-- 本人確認情報ファイル: the flags of a record, and the state of each notice.

-- 更新禁止 (31) and 排他 (33) are of the person's record as it stands, set by an operator and not by an update, so they
-- are kept beside its history. 予定者 (32) is nobody: the register tells of a 転出 when its day has come, not before.
ALTER TABLE record DROP update_forbidden, DROP exclusive;
ALTER TABLE record ALTER scheduled SET DEFAULT false;
ALTER TABLE person
    ADD recovery_update_number bigint NOT NULL DEFAULT 0, -- 30: how often an operator set or took away a flag
    ADD update_forbidden boolean NOT NULL DEFAULT false,
    ADD exclusive_operator text; -- who has the record in hand; null: nobody

-- Each act on a flag.
CREATE TABLE record_flag (
    code_index bytea NOT NULL,
    recovery_update_number bigint NOT NULL,
    request_id text NOT NULL,
    flag text NOT NULL CHECK (flag IN ('update_forbidden', 'exclusive')),
    set boolean NOT NULL, -- false: taken away
    operator_id text NOT NULL,
    terminal_id text,
    purpose text NOT NULL,
    done_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (code_index, recovery_update_number)
);

-- Notices: what was sent, so that it can be sent again; whose number it is in the order of the person; and where the
-- outbox ended then, so that it can be told whether it has left.
ALTER TABLE notice
    ADD update_number bigint,   -- of the record that it tells of
    ADD reason text,            -- 異動事由 as told
    ADD sequence bigint,
    ADD payload bytea,          -- ResidentNotice, the numbers in it sealed to the prefecture
    ADD resent_of text,         -- event_id of the notice that it repeats under another reason
    ADD outbox_id bigint;
CREATE INDEX notice_sent_at ON notice (sent_at);

-- Notices whose receipt is overdue; a receipt takes them out. Only these are looked at again and again: of the others
-- each is looked at once, when its time is over (notice_look).
CREATE TABLE notice_overdue (
    event_id text PRIMARY KEY,
    attempts int NOT NULL DEFAULT 1,
    attempted_at timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 70);
CREATE INDEX notice_overdue_next ON notice_overdue (attempted_at, event_id);

-- One row: notices sent until then have been looked at.
CREATE TABLE notice_look (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    looked_until timestamptz NOT NULL
);
INSERT INTO notice_look (looked_until) VALUES (now());
