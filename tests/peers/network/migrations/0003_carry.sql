-- Inquiries of other bodies to the gateway of this house: whoever plays writes here, and the peer carries them. fault: what
-- goes wrong with it on purpose.
CREATE TABLE call (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inquiry_id text NOT NULL UNIQUE DEFAULT gen_random_uuid()::text,
    permit_id text NOT NULL DEFAULT gen_random_uuid()::text,
    code text NOT NULL, -- 符号 of the person with the house
    inquirer text NOT NULL DEFAULT '131016',
    law_table text NOT NULL DEFAULT '番号法第19条第8号に基づく主務省令 第2条の表',
    item text NOT NULL DEFAULT '155',
    inquirer_kind text NOT NULL DEFAULT '市町村長',
    affair text NOT NULL DEFAULT '155.1',
    information text NOT NULL DEFAULT '住民票関係情報',
    asked text[] NOT NULL DEFAULT '{householder,householder_name,relationship}',
    fault text NOT NULL DEFAULT '' CHECK (fault IN (
        '', 'unlisted', 'expired', 'forged', 'other_provider', 'wrong_party', 'wrong_item', 'no_route', 'other_certificate',
        'letter_forged')),
    refused text, -- by the network's own list
    done boolean NOT NULL DEFAULT false
);
CREATE INDEX call_open ON call (id) WHERE NOT done;

-- What came back, opened as the inquirer opens it; of what was provided the played bodies keep the items.
CREATE TABLE answer (
    event_id text PRIMARY KEY,
    inquiry_id text NOT NULL,
    permit_id text NOT NULL,
    code text NOT NULL, -- '': information is there
    law_version text NOT NULL,
    as_of text NOT NULL,
    items text NOT NULL -- name=value, one a line, as they stand in the answer
);
CREATE INDEX answer_inquiry ON answer (inquiry_id);
