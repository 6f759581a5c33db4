-- 個人番号カード: how the cards of residents stand, and what was asked of the card system (seed 002 flow 13-①).

-- As the card system last said. Values: juki.common.v1.CardState, CardReason.
CREATE TABLE card (
    card_ref text PRIMARY KEY, -- the card system's name of the card
    register_ref text NOT NULL,
    card_number bytea NOT NULL, -- Sealed, audience card, subject card_ref: delivery cannot open it
    state int NOT NULL,
    collected boolean NOT NULL DEFAULT false, -- 回収: it lies here
    reason int NOT NULL DEFAULT 0, -- of 廃止
    expires_on date, -- business dates
    changed_on date NOT NULL,
    lapse_on date, -- the last day for 継続利用; null: it need not be continued
    known_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70);
CREATE INDEX card_person ON card (register_ref);
CREATE INDEX card_lapse ON card (lapse_on) WHERE lapse_on IS NOT NULL;

-- 交付, 廃止 ...: sent in order per person, kept with their bytes until the card system has answered.
CREATE TABLE card_act (
    act_id text PRIMARY KEY, -- ce_id toward the card system
    register_ref text NOT NULL,
    card_ref text NOT NULL, -- empty: a card that only its number names (継続利用)
    act int NOT NULL,
    reason int NOT NULL,
    change_id text NOT NULL, -- of the register, or empty
    operator_id text NOT NULL, -- empty: the register's change, or time, brought it
    terminal_id text NOT NULL,
    subject text NOT NULL, -- as in the audit trail
    payload bytea, -- the CardActed as it was sent; null once it is answered
    sequence bigint NOT NULL, -- juki-sequence under register_ref
    entered_on date NOT NULL,
    again_on date, -- when it was last sent once more
    answered_at timestamptz,
    refused_code text
) WITH (fillfactor = 70);
CREATE INDEX card_act_open ON card_act (register_ref) WHERE answered_at IS NULL;
CREATE INDEX card_act_unanswered ON card_act (entered_on) WHERE answered_at IS NULL;
CREATE INDEX card_act_refused ON card_act (register_ref) WHERE refused_code IS NOT NULL;
