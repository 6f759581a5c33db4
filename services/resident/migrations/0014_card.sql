-- 個人番号カードの発行状況, as delivery tells it (seed 004_001 system 1 function 11; standard j1110).
CREATE TABLE card_status (
    register_ref text NOT NULL,
    card_ref text NOT NULL,
    state int NOT NULL, -- juki.common.v1.CardState
    collected boolean NOT NULL,
    reason int NOT NULL,
    expires_on date,
    since date NOT NULL, -- business date
    known_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (register_ref, card_ref)
) WITH (fillfactor = 80);
