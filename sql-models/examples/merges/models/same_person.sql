-- Pairs of users who turned out to be one person.
CREATE TABLE same_person (
  visitor_id STRING,
  customer_id BIGINT,
  PRIMARY KEY (visitor_id) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${SHOP_JDBC_URL}',
  'username' = '${SHOP_USER}',
  'password' = '${SHOP_PASSWORD}',
  'query' = '
    SELECT visitor_id, customer_id FROM identified_visitors'
);
