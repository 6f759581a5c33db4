-- お知らせ to persons: what became of each. ends: delivered, or a code; who plays writes here, for the next ones; no row: they
-- are delivered at once. '' keeps them waiting until somebody asks.
CREATE TABLE notice_mode (
    ends text PRIMARY KEY
);
CREATE TABLE notice (
    delivery_id text PRIMARY KEY,
    code text NOT NULL,              -- 符号 of the person with the house
    title text NOT NULL,
    body text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    asked int NOT NULL DEFAULT 0
);
