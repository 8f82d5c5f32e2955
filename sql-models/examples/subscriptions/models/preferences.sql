-- All choices of each customer, in arrays.
CREATE TABLE preferences (
  customer_id BIGINT,
  list_ids ARRAY<BIGINT>,
  left_channel_ids ARRAY<BIGINT>,
  PRIMARY KEY (customer_id) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${SHOP_JDBC_URL}',
  'username' = '${SHOP_USER}',
  'password' = '${SHOP_PASSWORD}',
  'query' = '
    SELECT customer_id, list_ids, left_channel_ids FROM customer_preferences'
);
