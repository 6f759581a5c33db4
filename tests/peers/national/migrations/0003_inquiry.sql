-- Synthetic persons of other prefectures, whom 本人確認情報照会 may find. Their numbers follow from the serials, which are
-- the last ones of the block.
CREATE TABLE elsewhere (
    serial int PRIMARY KEY,
    name text NOT NULL,
    name_kana text NOT NULL, -- hiragana
    birth_date text NOT NULL,
    sex int NOT NULL,
    municipality_code text NOT NULL,
    address text NOT NULL,
    change_date text NOT NULL
);
INSERT INTO elsewhere VALUES
    (99001, '例示　北斗', 'れいじ　ほくと', '1977-07-07', 1, '011002', '北海道札幌市中央区北一条西二丁目１番地', '2019-04-01'),
    (99002, '例示　南', 'れいじ　みなみ', '1979-12-24', 2, '011002', '北海道札幌市中央区北一条西二丁目１番地', '2019-04-01'),
    (99003, '見本　早川', 'みほん　はやかわ', '1992-05-01', 2, '142069', '神奈川県小田原市荻窪３００番地', '2022-10-15');
