-- 情報提供ネットワークシステム as it is played, and the other bodies behind it.

-- 符号: one for each person and body, random, so that no two bodies can put theirs together. number_index: blind index of the
-- 個人番号 under the network's own key.
CREATE TABLE code (
    number_index bytea NOT NULL,
    body text NOT NULL,
    code text NOT NULL UNIQUE,
    PRIMARY KEY (number_index, body)
);

-- 符号取得 that was asked for; answers: how often it was answered.
CREATE TABLE code_request (
    request_id text PRIMARY KEY,
    refused text NOT NULL -- code, or empty
);

-- Whom the network cannot give a 符号: who plays writes here.
CREATE TABLE unknown_person (
    number_index bytea PRIMARY KEY
);

-- 照会許可照合リスト, the network's own copy: which question is allowed to whom.
CREATE TABLE allowed (
    item text NOT NULL,
    inquirer_kind text NOT NULL,
    information text NOT NULL,
    PRIMARY KEY (item, inquirer_kind, information)
);
INSERT INTO allowed VALUES
    ('1', '厚生労働大臣', '住民票関係情報'),
    ('17', '市町村長', '地方税関係情報'),
    ('48', '市町村長', '地方税関係情報'),
    ('48', '市町村長', '住民票関係情報'),
    ('155', '市町村長', '地方税関係情報'),
    ('155', '市町村長', '住民票関係情報');

-- 情報提供許可証 that were given to the gateway of this house for its own inquiries.
CREATE TABLE permit (
    permit_id text PRIMARY KEY,
    inquiry_id text NOT NULL,
    refused text NOT NULL -- code, or empty; then there is no permit
);

-- Letters of the gateway that were not taken, and those of the network that the gateway did not take.
CREATE TABLE refused (
    event_id text PRIMARY KEY,
    direction text NOT NULL CHECK (direction IN ('in', 'out')),
    code text NOT NULL
);
