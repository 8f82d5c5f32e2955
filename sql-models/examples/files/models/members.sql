-- Members of the loyalty programme, as the shop system exports them each night: the newest file counts.
CREATE TABLE members (
  card_number STRING,
  email STRING,
  points BIGINT,
  joined DATE,
  PRIMARY KEY (card_number) NOT ENFORCED
) WITH (
  'connector' = 'files',
  'path' = 'data/members-*.csv',
  'format' = 'csv',
  'files' = 'newest',
  'newest-by' = 'name'
);
